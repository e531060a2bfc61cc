"""Who gets a time: 5,000 people and 500 bots want 750 times, first come first served and by draw. A model, no server.

People differ by age, connection and how well they read German; each of these makes them slower by what is written
below, and the figures are assumptions, chosen so that the differences are there to be seen. A bot is fast and tries
twenty times. An operator of bots has so many verified addresses; in a draw an address has one lot.

    python -m benchmarks.fairness.simulation docs/images     writes the plots and prints the shares
"""

import math
import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.bars import Bar, plot
from einamt.procedures.appointments.fairness import lots

PEOPLE, BOTS, TIMES, TRIES, ROUNDS, SECONDS = 5_000, 500, 750, 20, 40, 60.0
STRATA = {
    "age": {"18-34": (0.28, 1.0), "35-64": (0.50, 1.25), "65+": (0.22, 2.2)},
    "connection": {"fast": (0.6, 0.2), "mobile": (0.3, 0.8), "poor": (0.1, 2.5)},
    "German": {"first language": (0.72, 1.0), "good": (0.18, 1.4), "little": (0.10, 2.4)},
}
"""Share of the people, and what it does: age and German multiply the time for reading and typing; connection adds
seconds to each page."""
READING, PAGES, BOT_SECONDS = 14.0, 3, 0.15
OPERATORS = (1, 5, 100)
PER_ADDRESS = 3
"""Open appointments that the city allows for one address."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's strata, and when they are through with the form, in seconds after the release."""

    strata: tuple[tuple[str, str], ...]
    ready: float


def a_person(chance: random.Random) -> Person:
    """Somebody who comes within the minute (most of them at once), reads, types and waits for pages."""
    drawn = {
        name: chance.choices(list(of), weights=[share for share, _ in of.values()])[0] for name, of in STRATA.items()
    }
    slow = STRATA["age"][drawn["age"]][1] * STRATA["German"][drawn["German"]][1]
    reading = READING * slow * chance.lognormvariate(0, 0.35)
    arrival = min(chance.expovariate(1 / 8), SECONDS / 2)
    return Person(tuple(drawn.items()), arrival + reading + PAGES * STRATA["connection"][drawn["connection"]][1])


def first_come(people: list[Person], addresses: int, chance: random.Random) -> tuple[set[int], int]:
    """The people who got a time, and how many times went to an operator: the limit an address holds bots, until they
    have many addresses.
    """
    tries = [(person.ready, number) for number, person in enumerate(people)]
    tries += [(BOT_SECONDS * (1 + k) * chance.lognormvariate(0, 0.3), -1) for _ in range(BOTS) for k in range(TRIES)]
    winners: set[int] = set()
    of_bots = 0
    for _, who in sorted(tries):
        if len(winners) + of_bots == TIMES:
            break
        if who >= 0:
            winners.add(who)
        elif of_bots < addresses * PER_ADDRESS:
            of_bots += 1
    return winners, of_bots


def by_draw(people: list[Person], addresses: int, seed: str) -> tuple[set[int], int]:
    """The people who got a time, and how many times went to an operator with so many addresses, whatever the bots."""
    entries = {f"p{number:06d}": number for number in range(len(people))}
    order = lots.drawn(entry_ids=[*entries, *(f"b{number:06d}" for number in range(addresses))], seed=seed)[:TIMES]
    winners = {entries[entry] for entry in order if entry in entries}
    return winners, len(order) - len(winners)


def interval(won: int, of: int) -> tuple[float, float, float]:
    """A share with its 95 % interval (Wilson)."""
    if not of:
        return 0.0, 0.0, 0.0
    z, share = 1.96, won / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return share, middle - half, middle + half


@dataclass(frozen=True, slots=True)
class Result:
    """Successes and people by stratum, and the bots' share of all times, by rule."""

    won: dict[str, Counter[tuple[str, str]]]
    there: Counter[tuple[str, str]]
    bot_share: dict[str, float]


def simulate(*, rounds: int = ROUNDS, seed: int = 7) -> Result:
    """Many releases, each with new people, under all rules."""
    chance = random.Random(seed)
    won: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    there: Counter[tuple[str, str]] = Counter()
    bots: Counter[str] = Counter()
    for _ in range(rounds):
        people = [a_person(chance) for _ in range(PEOPLE)]
        outcomes = {"first come, no bots": _without_bots(people)}
        for addresses in OPERATORS:
            outcomes[f"first come, {addresses} addresses"] = first_come(people, addresses, chance)
            outcomes[f"draw, {addresses} addresses"] = by_draw(people, addresses, f"{chance.getrandbits(256):064x}")
        for person in people:
            there.update(person.strata)
        for rule, (winners, of_bots) in outcomes.items():
            bots[rule] += of_bots
            for winner in winners:
                won[rule].update(people[winner].strata)
    return Result(dict(won), there, {rule: count / (rounds * TIMES) for rule, count in bots.items()})


def _without_bots(people: list[Person]) -> tuple[set[int], int]:
    fastest = sorted(range(len(people)), key=lambda number: people[number].ready)
    return set(fastest[:TIMES]), 0


def spread(result: Result, rule: str) -> float:
    """How many times as often the luckiest stratum of a kind succeeds as the unluckiest, at most."""
    won = result.won.get(rule, Counter())
    worst = 1.0
    for name, of in STRATA.items():
        shares = [won[name, value] / result.there[name, value] for value in of]
        worst = max(worst, max(shares) / max(min(shares), 1e-9))
    return worst


def plotted(result: Result, rules: tuple[str, ...], title: str) -> str:
    """Success by stratum under the rules, as SVG."""
    rows = [
        (
            f"{name}: {value}",
            [Bar(*interval(result.won.get(rule, Counter())[name, value], result.there[name, value])) for rule in rules],
        )
        for name, of in STRATA.items()
        for value in of
    ]
    return plot(title=title, rules=rules, rows=rows, label="{:.1%}".format)


def main() -> None:
    """Write the plots and print the figures."""
    folder = Path(sys.argv[1])
    result = simulate()
    people_only = ("first come, no bots", "draw, 5 addresses")
    (folder / "fair-access-strata.svg").write_text(plotted(result, people_only, "Who gets a time, by stratum"))
    with_bots = ("first come, 100 addresses", "draw, 100 addresses")
    title = "The same with 500 bots of one operator, 100 addresses"
    (folder / "fair-access-bots.svg").write_text(plotted(result, with_bots, title))
    for rule, share in result.bot_share.items():
        print(f"{rule}: bots get {share:.2%}; luckiest stratum {spread(result, rule):.2f} times the unluckiest")


if __name__ == "__main__":
    main()
