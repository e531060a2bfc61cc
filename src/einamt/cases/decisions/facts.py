"""What is counted about decisions. No column tells whom one is for, nor at which office or counter it was issued."""

from einamt.platform.facts.schema import FactSchema, Kind

ISSUED = FactSchema(
    name="decisions.issued",
    version=1,
    columns={
        "service": Kind.TEXT,
        "district": Kind.TEXT,
        "case_kind": Kind.TEXT,
        "law": Kind.TEXT,
        "court": Kind.TEXT,
        "remedy": Kind.TEXT,
        "way": Kind.TEXT,
        "issued_on": Kind.DATE,
        "case_days": Kind.INTEGER,
    },
    explanation=(
        "A decision was issued. `service` and `district` are identifiers of the catalogue; the office is left out, "
        "because at a small one it would tell who decides. `case_kind` is `objection` where it decides about one; "
        "`law`, `court`, `remedy` and `way` as docs/rules/decisions.md has them; `case_days` are the calendar days "
        "from the opening of the case. `occurred_at` is the beginning of the day."
    ),
)
