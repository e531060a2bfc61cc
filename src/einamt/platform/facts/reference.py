"""The page of the reference that says what is recorded, made from the schemas."""

from einamt.platform.facts import schema
from einamt.platform.facts.queries import view_name

_HEAD = """# Facts

Made by `einamt facts page` from the schemas in the code. What is counted in this city, for steering and for open data;
nobody is named, neither of the public nor of the staff. A correction is a fact of its own. How the files come to be:
[ADR 5](../adr/0005-facts-in-parquet.md) and [ADR 35](../adr/0035-sealed-months.md).

A fact is a row in `facts/<schema>/<YYYY-MM>/<name>.parquet` below the data folder; the month is that of `occurred_at`
in UTC. Every schema has the column `occurred_at` (a moment, UTC) besides its own. Files of an earlier version lack the
columns that came later. Read them with any engine; which files count says the table `facts_factfile` (the name is
`renamed`, or `id` where that is empty), and `sealed_at` there which of them are final.
"""
_WORDS = {"VARCHAR": "text", "TIMESTAMPTZ": "moment (UTC)", "DOUBLE": "number", "INTEGER": "whole number"}


def facts_page() -> str:
    """docs/reference/facts.md: every schema with its version, what it means, and its columns."""
    parts = [_HEAD]
    for one in sorted(schema.registered().values(), key=lambda each: each.name):
        columns = "\n".join(
            f"| `{name}` | {_WORDS.get(kind, kind.value.lower())} | `{kind.value}` |"
            for name, kind in one.columns.items()
        )
        parts.append(
            f"## {one.name}\n\nVersion {one.version}; the view `{view_name(one)}`. {one.explanation}\n\n"
            f"| column | what it holds | type in Parquet |\n|---|---|---|\n{columns}\n"
        )
    return "\n".join(parts)
