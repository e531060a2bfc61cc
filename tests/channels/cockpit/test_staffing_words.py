"""Answers of the model in words."""

from einamt.channels.cockpit.staffing.saying import answer_rows
from einamt.insight.staffing.whatif.question import Answer, Told


def test_the_difference_of_two_shares_is_the_one_that_stands_beside_them() -> None:
    nothing = Told(now=10, then=10, difference=0, low=-1, high=1)
    answer = Answer(
        begin="2026-11-30",
        wait=nothing,
        soon=Told(now=0.096, then=0.124, difference=0.028, low=0.01, high=0.04),
        turned_away=nothing,
        error_days=1,
        can_be_told=False,
        wait_there=None,
        error_there_days=None,
        can_be_told_there=False,
        trials=[],
        weekly_now=[],
        weekly_then=[],
    )
    _, soon, _ = answer_rows(answer, promise_days=14)
    told = [text.replace("\u00a0", " ") for text in (soon.now, soon.then, soon.difference)]
    assert told == ["9,6 %", "12,4 %", "+2,8 Prozentpunkte"]
