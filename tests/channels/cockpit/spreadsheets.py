"""Cells as a spreadsheet in German reads them."""


def number(cell: str) -> float:
    """A number with a decimal comma; one with a point would be read as a date, or as text."""
    assert "." not in cell
    return float(cell.replace(",", "."))
