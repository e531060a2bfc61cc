"""What is counted about objections. No column tells who objected, who decided, nor at which office."""

from einamt.platform.facts.schema import FactSchema, Kind

_OF_OBJECTION = {
    "service": Kind.TEXT,
    "district": Kind.TEXT,
    "law": Kind.TEXT,
    "court": Kind.TEXT,
    "channel": Kind.TEXT,
    "received_on": Kind.DATE,
}
_THE_DAY = "`occurred_at` is the beginning of the day."

RECEIVED = FactSchema(
    name="objections.received",
    version=1,
    columns={**_OF_OBJECTION, "form": Kind.TEXT, "is_late": Kind.BOOL, "days_since_decision": Kind.INTEGER},
    explanation=(
        "An objection came in. `service` and `district` are those of the decision, identifiers of the catalogue; "
        "`is_late` as known on that day; `days_since_decision` are the calendar days from the day on which the "
        f"decision was issued. {_THE_DAY}"
    ),
)

CLOSED = FactSchema(
    name="objections.closed",
    version=1,
    columns={
        **_OF_OBJECTION,
        "outcome": Kind.TEXT,
        "closed_on": Kind.DATE,
        "days": Kind.INTEGER,
        "is_in_time": Kind.BOOL,
    },
    explanation=(
        "An objection was decided or taken back. `outcome` is the state in which it ended "
        "(docs/reference/case-states.md); `days` are the calendar days from the day on which it came in; `is_in_time` "
        f"whether the three months of the statute (§ 75 VwGO, § 88(2) SGG) were kept. {_THE_DAY}"
    ),
)
