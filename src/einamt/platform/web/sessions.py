"""Sessions end; their rows go with them."""

from datetime import datetime

from django.contrib.sessions.models import Session


def forget_sessions(now: datetime) -> None:
    """Every hour: erase what browsers that have not come back were remembered by; it may hold what somebody typed."""
    Session.objects.filter(expire_date__lt=now).delete()
