"""The line in front of a web process: who comes in now, and when it is whose turn. No HTTP here; time is passed in.

Whoever comes while all places are taken gets a ticket with a turn, a moment at which to come again. Turns follow each
other as fast as this process works, so that few find it full when their turn has come, and nobody has to ask again and
again: however long the line, it costs next to nothing. A ticket has one turn, however often its owner asks.

How fast that is, is learned all the time: from the seconds that a visit takes, and from how many visits come of a
ticket (one person needs several pages; others never come back, or keep no cookies, as programs do).
"""

from collections import deque
from dataclasses import dataclass
from secrets import token_hex
from threading import Lock

NEWCOMERS, RETURNERS = 2, 3
"""How many visits a process works on at once, of people without a ticket and in all.

Two are enough: while one waits for the database, the other has the interpreter; a third made all of them slower and
none sooner done. One more place for whoever has waited, so that no newcomer is let in before them when both ask at
once. A process has four threads (`THREADS` of `einamt run`): what is left turns others away without waiting.
"""
COOKIE = "einamt_queue"
"""The name of the cookie in which a ticket travels."""
SOONEST, LONGEST = 3.0, 600.0
"""Nobody is asked to come again sooner than after so many seconds; no turn is further away than that."""
VALID = 1_800.0
"""So long after its turn a ticket still lets in: as long as a time can be held for somebody."""
SPARE = 1.1
"""Turns are so much further apart than visits take, for whoever comes without one or too late."""
GUESSED = 0.1
"""How many seconds a visit takes, while that is not known yet."""
LONG, LEARNED_FROM_VISITS = 2.0, 20
"""How long a visit takes is learned from so many; one that took longer, for whatever reason, counts as that long."""
LEARNED_FROM = 200.0
"""Of about so many tickets lately it is known how many visits came of them."""


MOST_COUNTED = 100_000
"""So many turns are looked back for; in a longer line the oldest are forgotten, and it moves a little too slowly."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose turn it is when, in Unix seconds. `number` is random and tells tickets from each other; `is_late`: its turn
    had come already, and no place was free.
    """

    turn_at: float
    number: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class _Visit:
    """What is being worked on; `number` is that of its ticket, or empty."""

    number: str
    since: float


class Line:
    """The line of one process; its methods may be called from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside: list[_Visit] = []
        self._next_turn = self._next_late_turn = 0.0
        self._seconds, self._served = GUESSED, 0
        self._turns: deque[float] = deque(maxlen=MOST_COUNTED)
        self._due = self._visits = LEARNED_FROM / 10

    def ask(self, *, ticket: Ticket | None, now: float) -> Ticket | None:
        """None: come in, and call `leave` afterwards. Otherwise the ticket with which to come again.

        Whoever has a ticket keeps its turn. That may have come and no place be free: then they get another one soon,
        before those who come for the first time.
        """
        with self._lock:
            self._learn(now)
            if ticket is None:
                if len(self._inside) < NEWCOMERS and self._next_turn <= now + SOONEST:
                    self._inside.append(_Visit("", now))
                    return None
                return self._new_ticket(now)
            if ticket.turn_at > now:
                return ticket
            self._visits += not ticket.is_late
            # one visit a ticket at a time has the better limit: many programs may share one
            is_inside = any(visit.number == ticket.number for visit in self._inside)
            if len(self._inside) >= (NEWCOMERS if is_inside else RETURNERS):
                return self._late_ticket(ticket, now)
            self._inside.append(_Visit(ticket.number, now))
            return None

    def begin(self, *, now: float) -> Ticket:
        """A ticket for somebody who was let in without one and has begun something: their turn is now."""
        with self._lock:
            self._due += 1
            self._visits += 1
        return Ticket(turn_at=now, number=token_hex(4))

    def leave(self, *, ticket: Ticket | None, now: float) -> None:
        """Somebody has been served."""
        with self._lock:
            number = ticket.number if ticket else ""
            visit = next(visit for visit in self._inside if visit.number == number)
            self._inside.remove(visit)
            self._served += 1
            weight = 1 / min(self._served, LEARNED_FROM_VISITS)
            self._seconds += (min(now - visit.since, LONG) - self._seconds) * weight

    def _new_ticket(self, now: float) -> Ticket:
        turn_at = min(max(self._next_turn, now), now + LONGEST)
        self._turns.append(turn_at)
        self._next_turn = turn_at + self._apart(now)
        return Ticket(turn_at=turn_at, number=token_hex(4))

    def _late_ticket(self, ticket: Ticket, now: float) -> Ticket:
        turn_at = min(max(self._next_late_turn, now), now + LONGEST)
        apart = self._apart(now)
        self._next_late_turn = turn_at + apart
        if not ticket.is_late:  # it needs a second place in the line
            self._next_turn = min(max(self._next_turn, now) + apart, now + LONGEST)
        return Ticket(turn_at=turn_at, number=ticket.number, is_late=True)

    def _apart(self, now: float) -> float:
        """How many seconds after a turn the next one is."""
        takes = max([self._seconds, *(min(now - visit.since, LONG) for visit in self._inside[:1])])
        return takes * SPARE / NEWCOMERS * self._visits / self._due

    def _learn(self, now: float) -> None:
        """Count the tickets whose owners should have come by now."""
        while self._turns and self._turns[0] <= now - SOONEST:
            self._turns.popleft()
            self._due += 1
        if self._due > LEARNED_FROM:
            self._due, self._visits = self._due / 2, max(self._visits / 2, 1.0)
