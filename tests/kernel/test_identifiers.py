"""Identifiers are known before a row is written and sort by time."""

import time
from uuid import RFC_4122

import pytest

from einamt.kernel.identifiers import new_id


def test_identifiers_are_unique_and_of_version_seven() -> None:
    made = [new_id() for _ in range(1000)]
    assert len(set(made)) == len(made)
    assert {identifier.version for identifier in made} == {7}


def test_later_identifiers_sort_behind_earlier_ones() -> None:
    earlier = new_id()
    time.sleep(0.002)
    assert earlier < new_id()


def test_one_after_the_other_is_greater_within_a_millisecond_and_when_the_clock_is_set_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = time.time_ns() + 10_000_000
    monkeypatch.setattr(time, "time_ns", lambda: now)
    made = [new_id() for _ in range(1000)]
    monkeypatch.setattr(time, "time_ns", lambda: now - 3_600_000_000_000)
    made += [new_id() for _ in range(1000)]
    assert made == sorted(set(made))
    assert {(identifier.version, identifier.variant) for identifier in made} == {(7, RFC_4122)}


def test_a_millisecond_that_is_used_up_is_followed_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = time.time_ns() // 1_000_000 + 60_000
    monkeypatch.setattr("einamt.kernel.identifiers._last", (moment, (1 << 74) - 1))
    assert new_id().int >> 80 == moment + 1
