"""What a change of a service's rules would leave open or double, on every day on which something begins or ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from einamt.catalog.editing.marks import mark
from einamt.catalog.models import PublicService
from einamt.catalog.responsibility.findings import findings_of_rules
from einamt.catalog.responsibility.results import Finding
from einamt.catalog.responsibility.stored import Areas, StoredRule, read_areas, stored_rules
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city


@dataclass(frozen=True, slots=True)
class DatedFinding:
    """Something wrong with the rules, and the first day on which it is."""

    finding: Finding
    from_date: date


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is different about the findings after a change."""

    new: list[DatedFinding]
    solved: list[DatedFinding]
    stays: list[DatedFinding]
    """What was wrong before, and still is."""


def outlook(*, service: PublicService, change: StoredRule, now: datetime) -> Outlook:
    """What would be wrong if `change` were saved: in place of the rule with its id, or as a further one."""
    areas = read_areas()
    before = stored_rules(service_ids=[service.pk])
    after = [*(rule for rule in before if rule.id != change.id), change]
    today = local_date(moment=now, zone=city.zone())
    days = _days([*before, change], today)
    old, new = _findings(service, before, areas, days), _findings(service, after, areas, days)
    return Outlook(
        new=[each for key, each in new.items() if key not in old],
        solved=[each for key, each in old.items() if key not in new],
        stays=[each for key, each in new.items() if key in old],
    )


def present_findings(*, service: PublicService, now: datetime) -> list[DatedFinding]:
    """What is wrong with a service's rules now, or will be by the periods that are written in them."""
    rules = stored_rules(service_ids=[service.pk])
    today = local_date(moment=now, zone=city.zone())
    return list(_findings(service, rules, read_areas(), _days(rules, today)).values())


def rules_mark(*, service_id: int) -> str:
    """A mark of all rules of a service, to tell later whether they are still the same."""
    rules = sorted(stored_rules(service_ids=[service_id]), key=lambda rule: rule.id)
    return mark("\n".join(repr(tuple(rule)) for rule in rules))


def _days(rules: Sequence[StoredRule], today: date) -> list[date]:
    """Today, and every later day on which a rule begins or ends."""
    turns = {day for rule in rules for day in (rule.valid_from, rule.valid_until) if day is not None and day > today}
    return [today, *sorted(turns)]


def _findings(
    service: PublicService, rules: Sequence[StoredRule], areas: Areas, days: Sequence[date]
) -> dict[tuple[str, str, str, str], DatedFinding]:
    """By what is wrong, where, for whom and in what matter; each from its first day on."""
    found: dict[tuple[str, str, str, str], DatedFinding] = {}
    for day in days:
        for each in findings_of_rules(service=service, stored=rules, areas=areas, on=day):
            found.setdefault((each.what, each.area_key, each.letters, each.matter), DatedFinding(each, day))
    return found
