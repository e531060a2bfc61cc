"""The parts that pages are made of. Each tag says in its docstring what it shows; all of them stand on one page,
templates/shell/components.html, where tests look at them.
"""

from django import template

from einamt.platform.shell.components import basics, calendar, fields, figures


def register_all(register: template.Library) -> None:
    """Make the components known to the template engine."""
    for room in (basics, fields, calendar, figures):
        room.register_tags(register)
