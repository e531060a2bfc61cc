"""`einamt demo seed`."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from einamt.catalog.models import PublicService

pytestmark = pytest.mark.django_db


def test_a_demo_city_that_there_is_not_is_refused_with_those_that_there_are(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = tmp_path / "clock"
    with pytest.raises(CommandError, match=r"atlantis.*There are: berlin, meerane"):
        call_command("demo", "seed", city="atlantis")
    assert not PublicService.objects.exists()
