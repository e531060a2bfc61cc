"""What is not told, so that no figure tells of a single person; plain Python.

Figures of fewer than `FEWEST` cases are withheld. What can be reckoned by taking all that is told from a total is
withheld too: in every row and column, whose totals are told elsewhere, the next smallest follow until nothing, or at
least `FEWEST` cases, are left over. Rounding would be no help where totals are told, since it can be undone.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

FEWEST = 5

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


def withheld(*, cases: Mapping[tuple[Row, Column], int]) -> set[tuple[Row, Column]]:
    """Which cells of a table are not told, where the totals of its rows and columns are.

    The table is to be whole, also where its reader sees a part of it only. A cell without any case tells of nobody and
    is never withheld.
    """
    hidden = {cell for cell, count in cases.items() if 0 < count < FEWEST}
    lines: dict[tuple[str, Hashable], list[tuple[Row, Column]]] = {}
    for row, column in sorted(cases, key=lambda cell: (cases[cell], str(cell))):
        lines.setdefault(("row", row), []).append((row, column))
        lines.setdefault(("column", column), []).append((row, column))
    while more := {cell for line in lines.values() for cell in _next_to_hide(line, cases=cases, hidden=hidden)}:
        hidden |= more
    return hidden


def _next_to_hide(
    line: Iterable[tuple[Row, Column]], *, cases: Mapping[tuple[Row, Column], int], hidden: set[tuple[Row, Column]]
) -> list[tuple[Row, Column]]:
    """The smallest cell of a line (smallest first) that is still told, where too little is left over."""
    cells = list(line)
    left_over = sum(cases[cell] for cell in cells if cell in hidden)
    if not 0 < left_over < FEWEST:
        return []
    return [cell for cell in cells if cell not in hidden and cases[cell] > 0][:1]
