"""The picture of the fair comparison: who stands out has a number, and nothing stands where a number does."""

from itertools import product

from einamt.channels.cockpit.comparison.drawing import NUMBER_HEIGHT, NUMBER_WIDTH, Dot, funnel_plot
from einamt.insight.steering.comparing.funnel import Judged, Verdict, funnel
from einamt.insight.steering.comparing.strata import Place


def dots(*places: tuple[int, int, float]) -> list[tuple[Dot, Judged]]:
    """Of places with so many cases, events and expected events."""
    found = funnel([Place(str(n), c, e, x) for n, (c, e, x) in enumerate(places)]).judged
    plot = funnel_plot(found, names=[f"Amt {one.place.key}" for one in found])
    return list(zip(plot.dots, found, strict=True))


def test_of_forty_places_that_are_alike_nothing_stands_where_a_number_does() -> None:
    drawn = [dot for dot, _ in dots(*[(1000 + 600 * (n % 7) + n, 100 + n % 5, 100) for n in range(40)])]
    told = [dot for dot in drawn if dot.number]
    assert 1 < len(told) < 40
    for one, other in product(told, drawn):
        across, up = (float(getattr(other, axis)) - float(getattr(one, axis)) for axis in ("x", "y"))
        assert one is other or across < 0 or across >= NUMBER_WIDTH or abs(up) >= NUMBER_HEIGHT


def test_who_stands_out_has_a_number_among_however_many() -> None:
    drawn = dots(*[(1000, 100, 100)] * 40, (1000, 170, 100), (1001, 170, 100))
    assert [dot.number for dot, one in drawn if one.verdict is not Verdict.CHANCE] == [41, 42]


def test_a_few_places_have_their_numbers() -> None:
    assert [dot.number for dot, _ in dots((400, 40, 50), (900, 100, 90), (1500, 120, 130))] == [1, 2, 3]
