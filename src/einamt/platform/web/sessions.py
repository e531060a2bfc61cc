"""Sessions end; their rows go with them."""

from datetime import datetime

from django.contrib.sessions.models import Session


def forget_sessions(now: datetime) -> None:
    """Erase sessions that have expired; the schedule calls it."""
    Session.objects.filter(expire_date__lt=now).delete()
