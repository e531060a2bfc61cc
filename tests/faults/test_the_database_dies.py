"""PostgreSQL is killed while eight processes book: after its recovery everything that somebody was told is there."""

import json

from tests.faults.own_city import OwnCity

TOLD_BEFORE = 30


def test_what_was_confirmed_survives_a_kill_of_the_database_and_nothing_is_booked_twice(own_city: OwnCity) -> None:
    told: list[str] = []
    with own_city.start("book", json.dumps(own_city.places)) as booking:
        assert booking.stdout is not None
        for line in booking.stdout:
            told.append(line.strip())
            if len(told) == TOLD_BEFORE:
                own_city.server.crash()
                own_city.server.start_again()
                there = own_city.check()
                assert set(told) <= set(there["references"])
                assert there["differences"] == []
    assert booking.returncode == 0, "somebody was not answered after the recovery"
    there = own_city.check()
    assert sorted(told) == there["references"]
    assert len(told) == own_city.times
    assert there["differences"] == []
