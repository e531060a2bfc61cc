"""Cells of tables that people open in a spreadsheet."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet may take for a formula (OWASP, CSV injection); an apostrophe makes it a text."""


def harmless_cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula. One that begins like a harmless one gets its apostrophe too, so
    that `read_cell` finds back what was meant.
    """
    return f"'{value}" if value.startswith((*_FORMULA, "'")) else value


def read_cell(cell: str) -> str:
    """What a harmless cell stands for."""
    return cell.removeprefix("'")
