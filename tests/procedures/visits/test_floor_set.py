"""What a set of rules of the halls changes against the one before, and the codes of new reasons: plain Python."""

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from einamt.procedures.visits.floor_set import FloorSet, Reason, Renamed, changes, faults_of_floor, new_code

DEATH, JOURNEY, DEADLINE = (
    Reason("todesfall", "Todesfall", "Death"),
    Reason("reise", "Reise", "Journey"),
    Reason("frist", "Frist", "Deadline"),
)
HELD = FloorSet(date(2026, 1, 1), 30, 2, "Beschluss", (DEATH, JOURNEY, DEADLINE))

codes = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True)
names = st.text(min_size=1, max_size=20).filter(str.strip)
reasons = st.lists(st.builds(Reason, codes, names, names), max_size=6, unique_by=lambda each: each.code).map(tuple)
sets = st.builds(
    FloorSet,
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.integers(1, 240),
    st.integers(0, 15),
    st.text(min_size=1, max_size=20).filter(str.strip),
    reasons,
)


@given(sets)
def test_what_is_written_down_for_a_proposal_is_read_as_it_was_and_has_no_faults(drawn: FloorSet) -> None:
    assert FloorSet.read(drawn.plain()) == drawn
    assert list(faults_of_floor([drawn.plain()])) == []


@given(sets)
def test_the_same_rules_change_nothing_whatever_their_day_and_source(drawn: FloorSet) -> None:
    later = replace(drawn, valid_from=date(2031, 1, 1), source="ein anderer")
    assert not changes(before=drawn, after=later)


@given(sets, sets)
def test_every_reason_is_added_retired_or_stays(before: FloorSet, after: FloorSet) -> None:
    found = changes(before=before, after=after)
    old, new = ({each.code for each in each_set.reasons} for each_set in (before, after))
    assert {each.code for each in found.added} == new - old
    assert {each.code for each in found.retired} == old - new
    assert {each.after.code for each in found.renamed} <= old & new
    said_before, said_after = ((each.check_in_minutes, each.call_minutes, each.reasons) for each in (before, after))
    assert bool(found) == (said_before != said_after)


def test_a_reason_is_the_same_by_its_code_however_it_is_called() -> None:
    better = replace(JOURNEY, name_en="Journey within days")
    found = changes(before=HELD, after=replace(HELD, reasons=(DEATH, better, DEADLINE)))
    assert list(found.renamed) == [Renamed(JOURNEY, better)]
    assert (list(found.added), list(found.retired), found.is_reordered) == ([], [], False)


def test_a_new_reason_in_front_changes_no_order_of_the_others() -> None:
    new = Reason("neu", "Neu", "New")
    assert not changes(before=HELD, after=replace(HELD, reasons=(new, DEATH, JOURNEY, DEADLINE))).is_reordered
    assert changes(before=HELD, after=replace(HELD, reasons=(JOURNEY, DEATH, DEADLINE))).is_reordered


def test_how_early_one_checks_in_is_told_before_and_after() -> None:
    assert changes(before=HELD, after=replace(HELD, check_in_minutes=45)).check_in == (30, 45)


def test_how_long_a_call_lasts_is_told_before_and_after() -> None:
    assert changes(before=HELD, after=replace(HELD, call_minutes=5)).call == (2, 5)


def test_a_code_is_made_of_the_german_name() -> None:
    assert new_code(name="Größere Überschwemmung!", taken=[]) == "groessere-ueberschwemmung"
    assert new_code(name="Reise", taken=["reise", "reise-2"]) == "reise-3"
    assert new_code(name="旅行", taken=[]) == "grund"


@given(st.text(max_size=300), st.lists(codes, max_size=5))
def test_a_new_code_is_one_that_a_table_may_have_and_nobody_else_has(name: str, taken: list[str]) -> None:
    code = new_code(name=name, taken=taken)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", code)
    assert len(code) <= 40
    assert code not in taken
