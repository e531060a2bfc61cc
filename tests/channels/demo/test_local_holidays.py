"""Saxony leaves Fronleichnam to single municipalities (§ 1 SächsSFG)."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from einamt.channels.demo.seeding import city as master_data
from einamt.channels.demo.seeding.city import CONTENT
from einamt.platform.shell import city
from einamt.procedures.appointments.models import Holiday
from tests.channels.demo.conftest import NOW

pytestmark = pytest.mark.django_db

THURSDAYS = {date(2025, 6, 19), date(2026, 6, 4), date(2027, 5, 27)}
"""Fronleichnam of last year, this year and the next."""


def test_fronleichnam_is_a_holiday_in_those_municipalities_only_that_have_it(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CONTENT / "meerane", tmp_path / "gemeinschaft"))
    file = folder / "city.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("corpus_christi = []", 'corpus_christi = ["gemeinde-schoenberg"]'), encoding="utf-8")
    city.forget()
    with transaction.atomic():
        master_data.load(key=str(folder), now=NOW)
    days = Holiday.objects.filter(name="Fronleichnam").values_list("organisation__name", "day")
    assert set(days) == {("Schönberg", day) for day in THURSDAYS}
