"""What happens by the clock."""

from datetime import datetime

from django.contrib.sessions.models import Session


def forget_sessions(now: datetime) -> None:
    """Every hour: erase what browsers were remembered by that have not come back; it may hold what somebody typed."""
    Session.objects.filter(expire_date__lt=now).delete()
