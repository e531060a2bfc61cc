"""Targets are dated, and a district can have its own."""

from datetime import UTC, date, datetime
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command

from einamt.accounts.rights import Role
from einamt.catalog.models import Organisation
from einamt.insight.steering.errors import ImpossibleTarget, TargetTaken, UnknownIndicator
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Aim
from einamt.insight.steering.models import Target
from einamt.insight.steering.operations import set_target
from einamt.insight.steering.targets import Targets
from einamt.kernel.actor import Actor, ActorKind
from tests.factories.accounts import make_staff
from tests.factories.catalog import make_city, make_district

pytestmark = pytest.mark.django_db
NO_SHOW = INDICATORS["no-show"]
STEERING = Actor(ActorKind.STAFF, "7")


def aim_at_most(
    at_most: float | None,
    *,
    starts_on: date,
    district: Organisation | None = None,
    indicator: str = "no-show",
    at_least: float | None = None,
    command_id: UUID | None = None,
) -> Target:
    return set_target(
        indicator=indicator,
        district=district,
        starts_on=starts_on,
        at_least=at_least,
        at_most=at_most,
        reason="Beschluss des Lenkungskreises",
        actor=STEERING,
        command_id=command_id or uuid4(),
        now=datetime(2026, 11, 24, 9, tzinfo=UTC),
    )


def test_until_a_target_is_set_the_one_of_the_definition_counts() -> None:
    assert Targets().aim_of(NO_SHOW, on=date(2026, 1, 1)) == NO_SHOW.target


def test_a_target_counts_from_its_first_day_until_the_next() -> None:
    aim_at_most(0.07, starts_on=date(2026, 1, 1))
    aim_at_most(0.05, starts_on=date(2027, 1, 1))
    targets = Targets()
    assert targets.aim_of(NO_SHOW, on=date(2025, 12, 31)) == NO_SHOW.target
    assert targets.aim_of(NO_SHOW, on=date(2026, 12, 31)) == Aim(at_most=0.07)
    assert targets.aim_of(NO_SHOW, on=date(2027, 1, 1)) == Aim(at_most=0.05)


def test_a_districts_own_target_goes_before_the_citys() -> None:
    north = make_district(name="Nordbezirk", city=make_city())
    aim_at_most(0.1, starts_on=date(2026, 1, 1), district=north)
    aim_at_most(0.07, starts_on=date(2026, 6, 1))
    targets = Targets()
    assert targets.aim_of(NO_SHOW, on=date(2026, 7, 1), district=north.identifier) == Aim(at_most=0.1)
    assert targets.aim_of(NO_SHOW, on=date(2026, 7, 1), district="other") == Aim(at_most=0.07)


def test_a_target_without_bounds_ends_the_one_before() -> None:
    aim_at_most(None, starts_on=date(2026, 1, 1))
    assert Targets().aim_of(NO_SHOW, on=date(2026, 7, 1)) is None


def test_a_second_target_for_a_place_and_day_is_refused_in_words() -> None:
    north = make_district(name="Nordbezirk", city=make_city())
    for district in (None, north):
        aim_at_most(0.07, starts_on=date(2026, 1, 1), district=district)
        with pytest.raises(TargetTaken, match="gilt dort schon ein anderes Ziel"):
            aim_at_most(0.06, starts_on=date(2026, 1, 1), district=district)
    aim_at_most(0.06, starts_on=date(2026, 1, 2))
    assert Targets().aim_of(NO_SHOW, on=date(2026, 1, 1)) == Aim(at_most=0.07)


def test_a_repeated_command_sets_one_target_and_keeps_its_author() -> None:
    command_id = uuid4()
    first = aim_at_most(0.07, starts_on=date(2026, 1, 1), command_id=command_id)
    assert aim_at_most(0.07, starts_on=date(2026, 1, 1), command_id=command_id) == first
    assert Target.objects.get().set_by == "staff:7"


def test_what_cannot_be_aimed_at_is_refused() -> None:
    with pytest.raises(UnknownIndicator):
        aim_at_most(1, starts_on=date(2026, 1, 1), indicator="happiness")
    with pytest.raises(ImpossibleTarget):
        aim_at_most(0.1, at_least=0.2, starts_on=date(2026, 1, 1))
    for no_number in (float("nan"), float("inf")):
        with pytest.raises(ImpossibleTarget):
            aim_at_most(no_number, starts_on=date(2026, 1, 1))
    assert not Target.objects.exists()


def steering(*words: str) -> str:
    out = StringIO()
    call_command("steering", *words, stdout=out)
    return out.getvalue()


def test_operators_set_a_target_and_see_it() -> None:
    north = make_district(name="Nordbezirk", city=make_city())
    assert "no-show (share): at most 0.08\n" in steering("list")
    said = steering("target", "no-show", "2026-01-01", "--at-most", "0.05", "--reason", "Beschluss")
    assert said == "The target of no-show counts from 2026-01-01 on.\n"
    assert "no-show (share): at most 0.05\n" in steering("list")
    steering("target", "no-show", "2026-01-01", "--district", north.identifier, "--reason", "Umbau")
    assert Targets().aim_of(NO_SHOW, on=date(2026, 2, 1), district=north.identifier) is None


def test_an_order_that_is_given_again_sets_nothing_new_and_a_dry_run_nothing_at_all() -> None:
    words = ("target", "no-show", "2026-01-01", "--at-most", "0.05", "--reason", "Beschluss")
    assert "nothing was" in steering(*words, "--dry-run")
    assert not Target.objects.exists()
    steering(*words)
    steering(*words)
    assert Target.objects.get().set_by == "system"


def test_a_target_says_who_has_set_it() -> None:
    person = make_staff(role=Role.STEERING)
    steering("target", "no-show", "2026-01-01", "--reason", "Beschluss", "--author", person.username)
    assert Target.objects.get().set_by == str(person.actor)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (["happiness", "2026-01-01"], "steering.unknown-indicator"),
        (["no-show", "2026-01-01", "--at-least", "0.2", "--at-most", "0.1"], "steering.impossible-target"),
        (["no-show", "2026-01-01", "--at-most", "nan"], "steering.impossible-target"),
        (["no-show", "2026-01-01", "--district", "nowhere"], "nowhere"),
        (["no-show", "2026-01-01", "--author", "nobody"], "nobody"),
    ],
)
def test_operators_are_told_why_a_target_was_not_set(words: list[str], refusal: str) -> None:
    with pytest.raises(CommandError, match=refusal):
        steering("target", *words, "--reason", "Beschluss")
    assert not Target.objects.exists()
