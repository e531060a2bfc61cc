"""For whom somebody acts, in the words of every room."""

from enum import StrEnum


class ActingFor(StrEnum):
    """By law or by will."""

    CHILD = "child"
    """Elterliche Sorge (§§ 1626, 1629 BGB)."""
    WARD = "ward"
    """Rechtliche Betreuung (§§ 1814, 1823 BGB)."""
    PRINCIPAL = "principal"
    """Vollmacht (§ 167 BGB, § 14 VwVfG)."""
