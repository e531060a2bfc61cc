"""A small city, counted by hand: each indicator is what its definition says."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension, NotYet
from einamt.insight.steering.measuring import Figure, Request, Scope, figures, figures_of, question_over_facts
from einamt.kernel.periods import Days, month_of
from einamt.platform.facts import condensed, operations
from einamt.platform.facts.models import Fact, FactFile
from einamt.platform.facts.queries import Question, answers
from einamt.platform.facts.steps import new_fact
from einamt.procedures.appointments.facts import BOOKED, WAIT
from einamt.procedures.visits.facts import VISITED

pytestmark = pytest.mark.django_db

OCTOBER = Days(date(2026, 10, 1), date(2026, 11, 1))
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
NORTH = {"service": "pass", "district": "north", "office": "north-1", "channel": "portal"}
SOUTH = {"service": "pass", "district": "south", "office": "south-1", "channel": "hotline"}


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def booked(place: dict[str, str], *lead_days: int, on: date = date(2026, 10, 5)) -> None:
    values = {"counter_group": "", "steps": 1, "start_minute": 540, "services": 1, "persons": 1, "booked_on": on}
    Fact.objects.bulk_create(
        new_fact(
            schema=BOOKED,
            occurred_at=at(on),
            values=values | place | {"lead_days": days, "visit_date": on + timedelta(days=days)},
        )
        for days in lead_days
    )


def visited(
    place: dict[str, str],
    outcome: str,
    waits: Iterable[int | None],
    *,
    arrival: str | None = "appointment",
    on: date = date(2026, 10, 5),
    count: int = 1,
) -> None:
    values = {"counter_group": "", "arrival": arrival, "arrival_channel": "", "outcome": outcome}
    values |= {"service_minutes": None, "count": count}
    Fact.objects.bulk_create(
        new_fact(
            schema=VISITED, occurred_at=at(on), values=values | place | {"visit_date": on, "wait_minutes": minutes}
        )
        for minutes in waits
    )


def measured(place: dict[str, str], *third_days: int | None, on: date = date(2026, 10, 5)) -> None:
    where = {name: value for name, value in place.items() if name != "channel"}
    Fact.objects.bulk_create(
        new_fact(
            schema=WAIT,
            occurred_at=at(on),
            values=where | {"measured_on": on, "first_days": 0, "third_days": days, "horizon_days": 56},
        )
        for days in third_days
    )


@pytest.fixture
def small_city() -> None:
    booked(NORTH, *[2] * 10, *[14] * 6, *[15] * 4)
    booked(SOUTH, *[10] * 5, *[30] * 15)
    visited(NORTH, "served", [0] * 5 + [4] * 4 + [20])
    visited(NORTH, "no-show", [None] * 2)
    visited(NORTH, "no-show", [None], arrival="walk-in")
    visited(NORTH, "left", [None])
    visited(SOUTH, "served", [9] * 9, arrival=None)
    visited(SOUTH, "unfinished", [None])
    measured(NORTH, 3, 5, 8)
    measured(SOUTH, 40, None, None)


Answer = dict[str, tuple[float | None, int]]


def answer(found: Iterable[Figure]) -> Answer:
    return {one.code: (one.value if one.value is None else round(one.value, 9), one.cases) for one in found}


BY_HAND: Answer = {
    "fourteen-days": ((10 + 6 + 5) / 40, 40),
    "lead-time-median": (14, 40),
    "lead-time-p90": (30, 40),
    "third-free": (8, 6),
    "no-show": (round(2 / (10 + 2 + 1 + 9 + 1), 9), 23),
    "wait-median": (9, 19),
    "wait-p90": (9, 19),
    "turned-away": (round(1 / (10 + 1 + 9 + 1), 9), 21),
    "equity-gap": (0.55, 40),
}


def all_of(days: Days, scope: Scope | None = None, **told: Dimension | bool) -> list[Figure]:
    return figures(indicators=INDICATORS.values(), days=days, scope=scope or Scope(), **told)  # type: ignore[arg-type]


@pytest.mark.parametrize("kept", ["in the database", "in files", "condensed", "partly condensed"])
@pytest.mark.parametrize("days", [OCTOBER, Days(date(2026, 10, 5), date(2026, 10, 6))], ids=["month", "free period"])
def test_every_indicator_is_what_was_counted_by_hand(small_city: None, kept: str, days: Days) -> None:
    if kept != "in the database":
        operations.move_all_facts(now=NOW)
    if "condensed" in kept:
        condensed.condense(NOW)
    if kept == "partly condensed":
        next((operations.folder() / ".condensed").iterdir()).unlink()
    assert answer(all_of(days)) == BY_HAND


EVERYWHERE_AND_IN_EACH_PART = [
    Scope(),
    Scope(only={Dimension.DISTRICT: "south"}),
    Scope(only={Dimension.OFFICE: "north-1"}),
    Scope(only={Dimension.SERVICE: "card"}),
    Scope(only={Dimension.CHANNEL: "hotline"}),
    Scope(only={Dimension.SERVICE: "card", Dimension.DISTRICT: "north"}),
    Scope(only={Dimension.SERVICE: "pass", Dimension.CHANNEL: "portal"}),
]


@pytest.mark.parametrize("by", [None, *Dimension])
@pytest.mark.parametrize("scope", EVERYWHERE_AND_IN_EACH_PART, ids=lambda scope: ", ".join(scope.only) or "city")
def test_cells_of_whatever_grain_tell_what_the_facts_tell(small_city: None, scope: Scope, by: Dimension | None) -> None:
    booked(NORTH | {"service": "card", "channel": "hotline"}, *range(7))
    visited(SOUTH | {"service": "card", "office": "south-2"}, "served", [1, 1, 30])
    operations.move_all_facts(now=NOW)
    condensed.condense(NOW)
    request = Request([one for one in INDICATORS.values() if one.code != "equity-gap"], OCTOBER, scope, by)
    over_facts = question_over_facts(request)
    assert over_facts is not None
    told = {(row["code"], by and row[by.value]): (row["reckoned"], row["cases"] or 0) for row in rows_of(over_facts)}
    [found] = figures_of([request])
    assert {(one.code, one.key): (one.value, one.cases) for one in found} == told


def rows_of(question: Question) -> list[dict[str, Any]]:
    return answers(questions=[question])[0]


def test_an_indicator_is_counted_or_says_why_it_is_not(small_city: None) -> None:
    waiting = {one.code for one in INDICATORS.values() if isinstance(one.reckoning, NotYet)}
    assert BY_HAND.keys() | waiting == INDICATORS.keys()
    assert not BY_HAND.keys() & waiting


def test_a_place_has_its_own_figures(small_city: None) -> None:
    of_south = answer(all_of(OCTOBER, Scope(only={Dimension.DISTRICT: "south"})))
    assert of_south["fourteen-days"] == (0.25, 20)
    assert of_south["lead-time-median"] == (30, 20)
    assert of_south["third-free"] == (57, 3)
    assert "equity-gap" not in of_south
    by_district = {(one.code, one.key): one.value for one in all_of(OCTOBER, by=Dimension.DISTRICT)}
    assert by_district["fourteen-days", "north"] == 0.8
    assert by_district["fourteen-days", "south"] == 0.25
    assert by_district["wait-p90", "north"] == 4


def test_facts_that_do_not_know_a_channel_say_nothing_about_it(small_city: None) -> None:
    by_phone = answer(all_of(OCTOBER, Scope(only={Dimension.CHANNEL: "hotline"})))
    assert by_phone["fourteen-days"] == (0.25, 20)
    assert "third-free" not in by_phone
    assert {one.key for one in all_of(OCTOBER, by=Dimension.CHANNEL)} == {"portal", "hotline"}


@pytest.mark.parametrize("days", [month_of(date(2026, 9, 1)), Days(date(2026, 9, 2), date(2026, 9, 9))])
def test_a_period_without_facts_has_no_data_and_no_zeros(small_city: None, days: Days) -> None:
    assert all(one.value is None and one.cases == 0 for one in all_of(days))


def test_a_division_by_nothing_is_no_data() -> None:
    visited(NORTH, "no-show", [None], arrival="walk-in")
    of_all = answer(all_of(OCTOBER))
    assert of_all["turned-away"] == (None, 0)
    assert of_all["no-show"] == (None, 0)


def test_a_visit_that_was_taken_back_counts_in_no_share_and_no_median() -> None:
    visited(NORTH, "served", [1, 2, 50])
    visited(NORTH, "served", [50], count=-1)
    of_all = answer(all_of(OCTOBER))
    assert of_all["wait-p90"] == (2, 2)
    assert of_all["turned-away"] == (0, 2)


def test_history_is_told_month_by_month(small_city: None) -> None:
    booked(NORTH, 3, on=date(2026, 11, 2))
    months = {
        one.month: one.value
        for one in figures(
            indicators=[INDICATORS["fourteen-days"]],
            days=Days(date(2026, 1, 1), date(2027, 1, 1)),
            scope=Scope(),
            monthly=True,
        )
    }
    assert months == {date(2026, 10, 1): 21 / 40, date(2026, 11, 1): 1.0}


def test_the_night_of_the_clock_change_belongs_to_the_citys_day(small_city: None) -> None:
    sunday = date(2026, 10, 25)
    booked(NORTH, 20, on=sunday)
    # half past midnight in the city, on the day that is 25 hours long
    Fact.objects.filter(occurred_at=at(sunday)).update(occurred_at=datetime(2026, 10, 24, 22, 30, tzinfo=UTC))
    assert answer(all_of(Days(sunday, date(2026, 10, 26))))["fourteen-days"] == (0, 1)
    assert "fourteen-days" not in {one.code for one in all_of(Days(date(2026, 10, 24), sunday)) if one.cases}


def test_an_office_that_moves_to_another_district_takes_no_past_with_it(small_city: None) -> None:
    booked(NORTH | {"district": "south"}, *[1] * 20, on=date(2026, 10, 20))
    by_district = {(one.code, one.key): one.cases for one in all_of(OCTOBER, by=Dimension.DISTRICT)}
    assert by_district["fourteen-days", "north"] == 20
    assert by_district["fourteen-days", "south"] == 40
    by_office = {(one.code, one.key): one.cases for one in all_of(OCTOBER, by=Dimension.OFFICE)}
    assert by_office["fourteen-days", "north-1"] == 40


def test_facts_in_any_order_and_a_day_late_give_the_same(small_city: None) -> None:
    late = list(Fact.objects.order_by("pk"))
    operations.move_all_facts(now=NOW)
    condensed.condense(NOW)
    FactFile.objects.all().delete()
    for position, fact in enumerate(reversed(late)):
        fact.occurred_at += timedelta(days=position % 2 * 30)
    Fact.objects.bulk_create(late)
    operations.move_all_facts(now=NOW)
    condensed.condense(NOW)
    assert answer(all_of(OCTOBER)) == BY_HAND


Shorten = Callable[[bytes], bytes]


@pytest.mark.parametrize("shorten", [lambda whole: whole[:-30], lambda whole: whole[: len(whole) // 2], lambda _: b""])
def test_condensed_figures_that_were_cut_short_are_made_again_and_never_half_read(
    small_city: None, shorten: Shorten
) -> None:
    operations.move_all_facts(now=NOW)
    condensed.condense(NOW)
    paths = sorted((operations.folder() / ".condensed").glob("*.parquet"))
    whole = {path: path.read_bytes() for path in paths}
    for path in paths:
        path.write_bytes(shorten(whole[path]))
    assert answer(all_of(OCTOBER)) == BY_HAND
    condensed.condense(NOW)
    assert {path.read_bytes()[-4:] for path in paths} == {b"PAR1"}
    assert answer(all_of(OCTOBER)) == BY_HAND
