"""Identifiers are known before a row is written and sort by time."""

import time

from einamt.kernel.identifiers import new_id


def test_identifiers_are_unique_and_of_version_seven() -> None:
    made = [new_id() for _ in range(1000)]
    assert len(set(made)) == len(made)
    assert {identifier.version for identifier in made} == {7}


def test_later_identifiers_sort_behind_earlier_ones() -> None:
    earlier = new_id()
    time.sleep(0.002)
    assert earlier < new_id()
