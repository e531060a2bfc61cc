"""The page of the documentation that lists the checks; made from them, so that it is never old."""

from django.utils.translation import gettext, override

from einamt.catalog.linting import registry
from einamt.catalog.linting.queries import ORDER

_HEAD = """# Checks of the catalogue

Made by `einamt catalog lint --rules`. An error misleads people, a warning may, a notice would be better otherwise.
Checks run every night at 4:10, after each publication for the service that was published, and with
`einamt catalog lint`. A finding ends when its check finds nothing any more. `einamt.catalog.linting.registry` says how
a room adds checks of its own.

Each finding has an owner and a date. As long as no editor has said otherwise, the owner is who wrote the published
version of the text, or last worked at it (for offices and rules of responsibility: who last changed them), if that
person still edits here, else the editors of its organisation; the date is that of the finding and the days for its
weight: 7 for an error, 28 for a warning, 90 for a notice, or what the city says (`[finding_days]` in its `city.toml`,
or `einamt catalog lint --days error=3`).

| code | weight | on the screen | what it finds |
|---|---|---|---|
"""


def rules_page() -> str:
    """The page in Markdown: every check by weight and code."""
    kinds = sorted(registry.kinds(), key=lambda kind: (ORDER.index(kind.severity), kind.code))
    with override("de"):
        rows = [f"| `{kind.code}` | {kind.severity} | {gettext(kind.title)} | {kind.explanation} |" for kind in kinds]
    return _HEAD + "\n".join(rows) + "\n"
