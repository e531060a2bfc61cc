"""Bars with intervals as SVG, for the simulations: one row a group, one bar a rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

COLOURS = ("#9d3b00", "#00518c")
"""Told apart in print as well, and by whoever sees no red or green: one is far darker than the other."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


def plot(
    *,
    title: str,
    rules: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Bar]]],
    label: Callable[[float], str],
) -> str:
    """An SVG of the rows, each with a bar for every one of at most two rules; `label` writes a value."""
    height = 70 + len(rows) * 46
    scale = 420 / (max(bar.high for _, bars in rows for bar in bars) or 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" role="img" aria-labelledby="t">',
        f'<title id="t">{title}</title><rect width="720" height="{height}" fill="#fff"/>',
        '<g font-family="sans-serif" font-size="14" fill="#171a2b">',
        f'<text x="16" y="26" font-size="16" font-weight="600">{title}</text>',
    ]
    for number, rule in enumerate(rules):
        parts.append(f'<rect x="{16 + 220 * number}" y="40" width="12" height="12" fill="{COLOURS[number]}"/>')
        parts.append(f'<text x="{34 + 220 * number}" y="51">{rule}</text>')
    for line, (name, bars) in enumerate(rows):
        top = 66 + line * 46
        parts.append(f'<text x="16" y="{top + 22}">{name}</text>')
        for number, bar in enumerate(bars):
            y = top + 4 + 18 * number
            parts.append(
                f'<rect x="200" y="{y}" width="{bar.value * scale:.1f}" height="14" fill="{COLOURS[number]}"/>'
                f'<path d="M{200 + bar.low * scale:.1f} {y + 7}H{200 + bar.high * scale:.1f}" '
                'stroke="#171a2b" stroke-width="3"/>'
                f'<text x="{210 + bar.high * scale:.1f}" y="{y + 12}" font-size="12">{label(bar.value)}</text>'
            )
    return "".join([*parts, "</g></svg>"]) + "\n"
