"""Who comes in now, and when it is whose turn; a rush of thousands is played through with a clock of its own."""

import heapq
import random
from itertools import count

import pytest

from einamt.platform.web.line import LONGEST, NEWCOMERS, RETURNERS, SOONEST, Line, Ticket

NOW = 1_795_000_000.0


def full(line: Line, now: float = NOW) -> Ticket:
    """Newcomers take all places; the ticket of the next one."""
    while (ticket := line.ask(ticket=None, now=now)) is None:
        pass
    return ticket


def test_whoever_comes_to_a_process_with_little_to_do_comes_in() -> None:
    line = Line()
    assert [line.ask(ticket=None, now=NOW) for _ in range(NEWCOMERS)] == [None] * NEWCOMERS
    assert line.ask(ticket=None, now=NOW) is not None


def test_turns_follow_each_other_in_the_order_of_coming() -> None:
    line = Line()
    turns = [full(line, NOW + second).turn_at for second in range(5)]
    assert turns == sorted(turns)


def test_asking_again_brings_nobody_forward() -> None:
    line = Line()
    for _ in range(400):
        ticket = full(line)
    assert ticket.turn_at > NOW + 1
    assert line.ask(ticket=ticket, now=NOW) == ticket
    assert line.ask(ticket=ticket, now=ticket.turn_at - 0.01) == ticket


def test_whoever_has_waited_finds_a_place_that_newcomers_do_not_have() -> None:
    line = Line()
    ticket = full(line)
    assert RETURNERS == NEWCOMERS + 1
    assert line.ask(ticket=ticket, now=NOW + SOONEST) is None
    assert line.ask(ticket=None, now=NOW + SOONEST) is not None


def test_a_ticket_that_many_share_takes_one_of_those_places() -> None:
    line = Line()
    shared = full(line)
    line.leave(ticket=None, now=NOW + 1)
    later = NOW + SOONEST
    assert line.ask(ticket=shared, now=later) is None
    assert line.ask(ticket=shared, now=later) == Ticket(later, shared.number, is_late=True)
    assert line.ask(ticket=line.begin(now=later), now=later) is None


def test_whoever_finds_no_place_in_their_turn_gets_another_soon_before_those_who_come_now() -> None:
    line = Line()
    tickets = [full(line) for _ in range(300)]
    assert line.ask(ticket=tickets[0], now=NOW) is None
    late = line.ask(ticket=tickets[1], now=tickets[1].turn_at)
    assert late is not None
    assert late.is_late
    newcomer = line.ask(ticket=None, now=tickets[1].turn_at)
    assert newcomer is not None
    assert late.turn_at < newcomer.turn_at


def test_no_turn_is_further_away_than_people_would_wait() -> None:
    line = Line()
    assert max(full(line).turn_at for _ in range(50_000)) == NOW + LONGEST


def test_while_a_visit_takes_long_turns_are_further_apart_before_it_has_ended() -> None:
    quick, slow = Line(), Line()
    full(quick)
    full(slow, NOW - 60)
    apart = [[full(line).turn_at for _ in range(2)] for line in (quick, slow)]
    assert apart[1][1] - apart[1][0] > 5 * (apart[0][1] - apart[0][0])


def rush(
    *, visitors: int, seconds: float, takes: float, gone: float = 0.0, pages: int = 1
) -> tuple[dict[int, float], dict[int, float], int]:
    """When each visitor came and was let in for the last time, and how many answers there were, with two processes.

    A share of `gone` never comes back, as programs without cookies do; the others need so many `pages`.
    """
    chance = random.Random(115)
    lines = [Line(), Line()]
    numbers = count()
    came = {visitor: NOW + chance.random() * seconds for visitor in range(visitors)}
    let_in: dict[int, float] = {}
    left = dict.fromkeys(came, pages)
    events: list[tuple[float, int, int, Ticket | None, Line | None]] = [
        (moment, next(numbers), visitor, None, None) for visitor, moment in came.items()
    ]
    heapq.heapify(events)
    answers = 0
    while events:
        now, _, visitor, ticket, served_by = heapq.heappop(events)
        if served_by is not None:
            served_by.leave(ticket=ticket, now=now)
            if left[visitor]:
                ticket = ticket or served_by.begin(now=now)
                heapq.heappush(events, (now + 2, next(numbers), visitor, ticket, None))
            continue
        line = chance.choice(lines)
        answers += 1
        to_wait = line.ask(ticket=ticket, now=now)
        if to_wait is None:
            let_in[visitor] = now
            left[visitor] -= 1
            heapq.heappush(events, (now + takes * chance.uniform(0.5, 1.5), next(numbers), visitor, ticket, line))
        elif ticket is not None or chance.random() >= gone:
            again = now + max(SOONEST, to_wait.turn_at - now) + chance.random() * 2
            heapq.heappush(events, (again, next(numbers), visitor, to_wait, None))
    return came, let_in, answers


@pytest.mark.parametrize(("takes", "pages"), [(0.02, 1), (0.3, 1), (0.02, 3)])
def test_in_a_rush_everybody_is_served_after_asking_a_few_times(takes: float, pages: int) -> None:
    came, let_in, answers = rush(visitors=1_500, seconds=6, takes=takes, pages=pages)
    assert let_in.keys() == came.keys()
    assert answers < 4 * pages * len(came)
    at_best = len(came) * pages * takes / (2 * NEWCOMERS)
    assert max(let_in.values()) - NOW < 2 * at_best + 20


def test_in_a_rush_whoever_comes_earlier_is_served_earlier() -> None:
    came, let_in, _ = rush(visitors=1_500, seconds=30, takes=0.12)
    first = [visitor for visitor, moment in came.items() if moment < NOW + 10]
    last = [visitor for visitor, moment in came.items() if moment > NOW + 20]
    assert sorted(let_in[visitor] for visitor in first)[-10] < sorted(let_in[visitor] for visitor in last)[10]


def test_turns_that_programs_take_and_let_pass_are_given_to_others() -> None:
    _, if_all_came, _ = rush(visitors=6_000, seconds=20, takes=0.1)
    _, among_programs, _ = rush(visitors=6_000, seconds=20, takes=0.1, gone=0.9)
    assert max(among_programs.values()) - NOW < 0.6 * (max(if_all_came.values()) - NOW)
