"""A measure is written down before it starts, stays as it was, and is judged by months that may be told."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from einamt.catalog.models import Office, Organisation
from einamt.insight.steering.effects.judging import Reason, Verdict
from einamt.insight.steering.errors import ImpossibleMeasure, MeasureNotAhead, MeasureOver, MeasureStarted
from einamt.insight.steering.measures.operations import (
    Expectation,
    change_measure,
    end_measure,
    record_measure,
    withdraw_measure,
)
from einamt.insight.steering.measures.queries import effect_of, measures
from einamt.insight.steering.models import Measure
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.periods import months_later
from tests.factories.appointments import Bookable, make_bookable
from tests.factories.catalog import make_city, make_district, make_office, make_service
from tests.factories.facts import record_bookings

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = NOW.date()
STEERING = Actor(ActorKind.STAFF, "7")


def expectation(
    *,
    starts_on: date = date(2027, 1, 1),
    expected_change: float = 0.1,
    indicator: str = "fourteen-days",
    districts: tuple[Organisation, ...] = (),
    offices: tuple[Office, ...] = (),
) -> Expectation:
    return Expectation(
        title="Späte Öffnung am Dienstag",
        hypothesis="Wer arbeitet, kommt abends.",
        indicator=indicator,
        expected_change=expected_change,
        starts_on=starts_on,
        districts=districts,
        offices=offices,
    )


def record(
    given: Expectation | None = None,
    *,
    is_afterwards: bool = False,
    command_id: UUID | None = None,
    now: datetime = NOW,
) -> Measure:
    return record_measure(
        expectation=given or expectation(),
        is_afterwards=is_afterwards,
        actor=STEERING,
        command_id=command_id or uuid4(),
        now=now,
    )


def kinds(measure: Measure) -> list[str]:
    return list(measure.entries.order_by("pk").values_list("kind", flat=True))


def test_a_measure_is_recorded_before_it_starts() -> None:
    measure = record()
    assert (measure.is_recorded_afterwards, kinds(measure)) == (False, ["recorded"])
    with pytest.raises(MeasureNotAhead):
        record(expectation(starts_on=TODAY))


def test_one_that_has_started_is_recorded_only_as_recorded_afterwards() -> None:
    assert record(expectation(starts_on=TODAY), is_afterwards=True).is_recorded_afterwards
    assert not record(expectation(), is_afterwards=True).is_recorded_afterwards


def test_the_same_command_records_once() -> None:
    command_id = uuid4()
    assert record(command_id=command_id) == record(command_id=command_id)
    assert Measure.objects.count() == 1


@pytest.mark.parametrize(
    "impossible",
    [
        {"expected_change": 0.0},
        {"expected_change": float("nan")},
        {"indicator": "calls-answered"},
        {"indicator": "equity-gap"},
        {"indicator": "luck"},
    ],
)
def test_what_could_never_be_judged_is_refused(impossible: dict[str, object]) -> None:
    with pytest.raises(ImpossibleMeasure):
        record(expectation(**impossible))  # type: ignore[arg-type]


def test_districts_and_offices_are_not_treated_at_once() -> None:
    district = make_district()
    with pytest.raises(ImpossibleMeasure):
        record(expectation(districts=(district,), offices=(make_office(district=district),)))


def test_until_the_start_the_expectation_changes_and_the_history_keeps_what_it_was() -> None:
    measure = record()
    said = {"measure_id": measure.pk, "reason": "zu kühn", "actor": STEERING}
    change_measure(expectation=expectation(expected_change=0.05), now=NOW, **said)
    change_measure(expectation=expectation(expected_change=0.05), now=NOW, **said)
    measure.refresh_from_db()
    last = measure.entries.latest("pk")
    assert (measure.expected_change, kinds(measure)) == (0.05, ["recorded", "changed"])
    assert (last.before, last.reason) == ({"expected_change": 0.1}, "zu kühn")
    with pytest.raises(MeasureNotAhead):
        change_measure(expectation=expectation(starts_on=TODAY), now=NOW, **said)
    with pytest.raises(MeasureStarted):
        change_measure(expectation=expectation(), now=datetime(2027, 1, 1, 9, tzinfo=UTC), **said)


def test_a_measure_ends_once_and_after_its_start() -> None:
    measure = record()
    said = {"measure_id": measure.pk, "reason": "kein Geld", "actor": STEERING, "now": NOW}
    with pytest.raises(ImpossibleMeasure):
        end_measure(ends_on=date(2027, 1, 1), **said)
    assert end_measure(ends_on=date(2027, 3, 1), **said).ends_on == date(2027, 3, 1)
    with pytest.raises(MeasureOver):
        end_measure(ends_on=date(2027, 4, 1), **said)


def test_what_was_withdrawn_stays_in_the_list_and_nothing_more_happens_to_it() -> None:
    measure = record()
    said = {"measure_id": measure.pk, "reason": "nie begonnen", "actor": STEERING, "now": NOW}
    withdraw_measure(**said)
    assert measures() == [measure]
    with pytest.raises(MeasureOver):
        withdraw_measure(**said)
    with pytest.raises(MeasureOver):
        change_measure(expectation=expectation(), **said)


def test_a_district_sees_its_own_measures_and_those_of_the_whole_city() -> None:
    root = make_city()
    north, south = (make_district(name=name, city=root) for name in ("Nord", "Süd"))
    own = record(expectation(districts=(north,)))
    record(expectation(districts=(south,)))
    whole = record()
    in_office = record(expectation(offices=(make_office(district=north),)))
    assert set(measures(organisation_ids=[north.pk])) == {own, whole, in_office}


@pytest.fixture
def twelve() -> list[Bookable]:
    """Twelve districts that book 20 times in each of the last twelve months, half of it in time."""
    root = make_city()
    offices = [make_office(district=make_district(name=f"Bezirk {n:02}", city=root)) for n in range(12)]
    service = make_service(offices=offices)
    return [make_bookable(now=NOW, office=office, service=service) for office in offices]


START = date(2026, 5, 1)


def a_year_of_bookings(places: list[Bookable], *, treated: int = 0, better: int = 0, fewer: int = 0) -> None:
    """In the first `treated` places `better` more of 20 are in time from `START` on; the last books `fewer`."""
    for number, place in enumerate(places):
        for back in range(1, 13):
            month = months_later(TODAY, -back)
            in_time = 10 + (number + back) % 3 + (better if number < treated and month >= START else 0)
            count = 20 - (fewer if number == len(places) - 1 else 0)
            record_bookings(place, *[7] * min(in_time, count), *[30] * max(count - in_time, 0), on=month)


def measure_in(*places: Bookable) -> Measure:
    districts = tuple(place.office.organisation for place in places)
    recorded_at = datetime(2026, 4, 1, 9, tzinfo=UTC)
    return record(expectation(starts_on=START, districts=districts), now=recorded_at)


def test_a_measure_that_worked_is_told_from_one_that_did_not(twelve: list[Bookable]) -> None:
    a_year_of_bookings(twelve, treated=2, better=6)
    worked = effect_of(measure=measure_in(*twelve[:2]), today=TODAY)
    assert worked is not None
    assert (worked.judgement.verdict, worked.judgement.is_as_expected) == (Verdict.SEEN, True)
    assert worked.judgement.effect == pytest.approx(0.3, abs=0.03)
    assert (worked.compared, len(worked.months), sum(worked.is_after)) == (10, 12, 6)
    Measure.objects.all().delete()
    others = [*twelve[2:4]]
    idle = effect_of(measure=measure_in(*others), today=TODAY)
    assert idle is not None
    assert idle.judgement.verdict is not Verdict.SEEN


def test_a_place_with_another_measure_for_the_same_indicator_is_not_compared_with(twelve: list[Bookable]) -> None:
    a_year_of_bookings(twelve)
    measure = measure_in(*twelve[:2])
    measure_in(twelve[5])
    effect = effect_of(measure=measure, today=TODAY)
    assert effect is not None
    assert (effect.left_out, effect.compared) == ([twelve[5].office.organisation.identifier], 9)


def test_of_two_measures_in_one_place_at_once_neither_effect_is_told(twelve: list[Bookable]) -> None:
    a_year_of_bookings(twelve, treated=2, better=6)
    measure = measure_in(*twelve[:2])
    for other in ({"districts": (twelve[1].office.organisation,)}, {"offices": (twelve[0].office,)}):
        beside = record(expectation(starts_on=date(2026, 7, 1), **other), now=datetime(2026, 4, 1, 9, tzinfo=UTC))
        for each in (measure, beside):
            effect = effect_of(measure=each, today=TODAY)
            assert effect is not None
            assert effect.judgement.reason is Reason.OTHER_MEASURE
        beside.delete()


@pytest.mark.parametrize(
    "harmless",
    [{"starts_on": date(2023, 1, 1)}, {"indicator": "no-show"}, {}],
    ids=["there all the time", "for another indicator", "in the whole city"],
)
def test_what_changes_nothing_between_the_places_keeps_no_effect_from_being_told(
    twelve: list[Bookable], harmless: dict[str, Any]
) -> None:
    a_year_of_bookings(twelve, treated=2, better=6)
    own = {"districts": (twelve[0].office.organisation,)} if harmless else {}
    record(expectation(**({"starts_on": START} | harmless | own)), now=datetime(2022, 1, 1, 9, tzinfo=UTC))
    effect = effect_of(measure=measure_in(*twelve[:2]), today=TODAY)
    assert effect is not None
    assert effect.judgement.verdict is Verdict.SEEN


def test_of_the_whole_city_nothing_is_told_while_a_part_of_it_does_something_else(twelve: list[Bookable]) -> None:
    a_year_of_bookings(twelve)
    whole = measure_in()
    measure_in(twelve[3])
    effect = effect_of(measure=whole, today=TODAY)
    assert effect is not None
    assert effect.judgement.reason is Reason.OTHER_MEASURE


def test_months_with_too_few_cases_are_missing(twelve: list[Bookable]) -> None:
    a_year_of_bookings(twelve, fewer=18)
    effect = effect_of(measure=measure_in(twelve[-1]), today=TODAY)
    assert effect is None or set(effect.treated) == {None}


def test_a_measure_in_the_whole_city_is_judged_by_its_course_alone(twelve: list[Bookable]) -> None:
    a_year_of_bookings(twelve)
    effect = effect_of(measure=measure_in(), today=TODAY)
    assert effect is not None
    assert (effect.others, effect.judgement.reason) == ([], Reason.TOO_LITTLE_BEFORE)


def test_offices_are_compared_with_offices(twelve: list[Bookable]) -> None:
    a_year_of_bookings(twelve, treated=1, better=6)
    recorded_at = datetime(2026, 4, 1, 9, tzinfo=UTC)
    measure = record(expectation(starts_on=START, offices=(twelve[0].office,)), now=recorded_at)
    effect = effect_of(measure=measure, today=TODAY)
    assert effect is not None
    assert effect.compared == 11
    assert effect.judgement.effect == pytest.approx(0.3, abs=0.04)


def test_the_month_in_which_it_started_counts_for_neither_side(twelve: list[Bookable]) -> None:
    a_year_of_bookings(twelve)
    given = expectation(starts_on=date(2026, 5, 12), districts=(twelve[0].office.organisation,))
    effect = effect_of(measure=record(given, now=datetime(2026, 4, 1, 9, tzinfo=UTC)), today=TODAY)
    assert effect is not None
    at_start = effect.months.index(date(2026, 5, 1))
    assert effect.treated[at_start] is None, "its place in the course is kept: what comes after is no month earlier"
    assert effect.others[at_start] is None


def test_months_after_its_end_are_no_effect_of_it(twelve: list[Bookable]) -> None:
    a_year_of_bookings(twelve)
    measure = measure_in(twelve[0])
    end_measure(measure_id=measure.pk, ends_on=date(2026, 8, 1), reason="Ende", actor=STEERING, now=NOW)
    measure.refresh_from_db()
    effect = effect_of(measure=measure, today=TODAY)
    assert effect is not None
    assert max(effect.months) == date(2026, 7, 1)
