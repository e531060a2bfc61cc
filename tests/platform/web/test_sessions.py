from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from einamt.platform import clock
from einamt.platform.web.sessions import forget_sessions

pytestmark = pytest.mark.django_db


def test_sessions_are_erased_when_they_have_expired(browser: Client) -> None:
    browser.get("/personal/")
    forget_sessions(clock.now() + timedelta(hours=11))
    assert Session.objects.count() == 1
    forget_sessions(clock.now() + timedelta(hours=13))
    assert Session.objects.count() == 0
