"""The picture of the fair comparison: who stands out has a number, and no number stands upon another."""

from itertools import combinations

from einamt.channels.cockpit.comparison.drawing import NUMBER_HEIGHT, NUMBER_WIDTH, Dot, funnel_plot
from einamt.insight.steering.comparing.funnel import Judged, Verdict, funnel
from einamt.insight.steering.comparing.strata import Place


def dots(*places: tuple[int, int, float]) -> list[tuple[Dot, Judged]]:
    """Of places with so many cases, events and expected events."""
    found = funnel([Place(str(n), c, e, x) for n, (c, e, x) in enumerate(places)]).judged
    plot = funnel_plot(found, names=[f"Amt {one.place.key}" for one in found])
    return list(zip(plot.dots, found, strict=True))


def test_of_forty_places_that_are_alike_no_number_stands_upon_another() -> None:
    told = [dot for dot, _ in dots(*[(1000 + 7 * n, 100 + n % 5, 100) for n in range(40)]) if dot.number]
    assert 1 < len(told) < 40
    for one, other in combinations(told, 2):
        across, up = (abs(float(getattr(one, axis)) - float(getattr(other, axis))) for axis in ("x", "y"))
        assert across >= NUMBER_WIDTH or up >= NUMBER_HEIGHT


def test_who_stands_out_has_a_number_among_however_many() -> None:
    for dot, one in dots(*[(1000, 100, 100)] * 40, (1000, 170, 100), (1000, 40, 100)):
        if one.verdict is not Verdict.CHANCE:
            assert dot.number


def test_a_few_places_have_their_numbers() -> None:
    assert [dot.number for dot, _ in dots((400, 40, 50), (900, 100, 90), (1500, 120, 130))] == [1, 2, 3]
