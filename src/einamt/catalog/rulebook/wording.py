"""Rules of responsibility as editors type them: one text for each field, and back again. Plain Python.

`organisation` is the organisation's key in the database, `matter` that of the kind of matter; days are written as in
ISO 8601. What is empty does not narrow the rule.
"""

from collections.abc import Mapping
from datetime import date

from einamt.catalog.responsibility.stored import StoredRule
from einamt.catalog.rulebook.errors import BadLetters, BadPeriod
from einamt.catalog.rules.letters import letter_range

RULE_KEYS = (
    *("organisation", "unit", "unit_en", "area_key", "letters_from", "letters_to", "matter"),
    *("valid_from", "valid_until"),
)


def rule_wording(rule: StoredRule | None) -> dict[str, str]:
    """What stands in the fields of a rule; nothing where there is none."""
    if rule is None:
        return {}
    return {
        "organisation": str(rule.organisation_id),
        "unit": rule.unit,
        "unit_en": rule.unit_en,
        "area_key": rule.area_key,
        "letters_from": rule.letters_from,
        "letters_to": rule.letters_to,
        "matter": rule.matter,
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else "",
        "valid_until": rule.valid_until.isoformat() if rule.valid_until else "",
    }


def read_rule(*, wording: Mapping[str, str], rule_id: int, service_id: int) -> StoredRule:
    """The rule that the fields say.

    :raises BadLetters: one letter without the other, or a range that holds no name.
    :raises BadPeriod: it would end before it begins.
    """
    first, last = wording["letters_from"].strip(), wording["letters_to"].strip()
    if bool(first) != bool(last) or (first and letter_range(first=first, last=last) is None):
        raise BadLetters
    begins, ends = _day(wording["valid_from"]), _day(wording["valid_until"])
    if begins and ends and ends <= begins:
        raise BadPeriod
    return StoredRule(
        id=rule_id,
        service_id=service_id,
        organisation_id=int(wording["organisation"]),
        unit=wording["unit"].strip(),
        unit_en=wording["unit_en"].strip(),
        area_key=wording["area_key"],
        letters_from=first,
        letters_to=last,
        matter=wording["matter"],
        valid_from=begins,
        valid_until=ends,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
