"""A change undone gives what was there before, and only where nothing came after it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.journal.errors import ChangedSince
from einamt.catalog.journal.rules import difference, taken_back

KEYS = ("name", "street", "phone")
full = st.fixed_dictionaries({key: st.sampled_from(["", "a", "b"]) for key in KEYS})
wordings = st.one_of(st.just({}), full)


@given(before=wordings, after=wordings)
def test_taking_back_gives_what_was_before(before: dict[str, str], after: dict[str, str]) -> None:
    old, new = difference(before=before, after=after)
    if bool(before) == bool(after) and old == new:
        return  # nothing was changed: nothing is written down
    assert taken_back(current=after, before=old, after=new) == before


@given(before=full, after=full, later=full)
def test_other_fields_that_were_changed_later_stay(
    before: dict[str, str], after: dict[str, str], later: dict[str, str]
) -> None:
    old, new = difference(before=before, after=after)
    if not new:
        return
    current = {**later, **new}
    assert taken_back(current=current, before=old, after=new) == {**current, **old}


@pytest.mark.parametrize(
    ("current", "before", "after"),
    [
        ({"name": "c"}, {"name": "a"}, {"name": "b"}),
        ({}, {"name": "a"}, {"name": "b"}),
        ({"name": "a"}, {"name": "a"}, {}),
        ({"name": "c"}, {}, {"name": "b"}),
    ],
    ids=["changed again", "removed since", "added again", "changed after it was added"],
)
def test_it_refuses_where_something_came_after(
    current: dict[str, str], before: dict[str, str], after: dict[str, str]
) -> None:
    with pytest.raises(ChangedSince):
        taken_back(current=current, before=before, after=after)
