"""Adding, changing and ending rules of responsibility. A `person` is written as `kind:id` (`str(Actor)`).

Each counts the catalogue's revision up first, which locks it: two editors write one after the other.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from einamt.catalog import steps as catalog_steps
from einamt.catalog.editing.marks import own_changes
from einamt.catalog.editing.steps import locked_service
from einamt.catalog.journal import rules as journal
from einamt.catalog.journal import steps as journal_steps
from einamt.catalog.models import Area, CatalogChange, Organisation, Responsibility, ServiceMatter
from einamt.catalog.responsibility.stored import RESPONSIBLE, stored_rules
from einamt.catalog.rulebook.errors import RuleIncomplete, RuleNotFound, RulesChanged, RuleTaken
from einamt.catalog.rulebook.outlook import rules_mark
from einamt.catalog.rulebook.wording import read_rule, rule_wording

UNSAVED = 0
"""In place of a rule's number: one that is not there yet."""


@transaction.atomic
def save_rule(
    *,
    service_id: int,
    rule_number: int,
    wording: Mapping[str, str],
    seen: Mapping[str, str],
    seen_rules: str,
    person: str,
    now: datetime,
    note: str = "",
) -> CatalogChange | None:
    """Add a rule (`UNSAVED`), or change one; ending it is setting its last day. None when nothing was changed.

    `seen_rules` is the `rules_mark` of the service when the person was shown what the change would do; `seen` holds
    the `mark` of each field of the rule as they were shown it. A rule that an editor has changed is the city's own
    from then on: no import replaces it.

    :raises ServiceNotFound: there is no such service.
    :raises RuleNotFound: the service has no such rule.
    :raises EditedMeanwhile: somebody else has changed the same fields; nothing is written.
    :raises RulesChanged: the service's rules have changed since the person was shown the consequences.
    :raises RuleTaken: the same rule is there already.
    :raises RuleIncomplete: organisation, area or kind of matter is not there.
    :raises BadLetters: one letter without the other, or a range that holds no name.
    :raises BadPeriod: it would end before it begins.
    """
    catalog_steps.bump_revision()
    service = locked_service(service_id=service_id)
    before: dict[str, str] = {}
    if rule_number != UNSAVED:
        before = _wording_of(service.pk, rule_number)
        if not before:
            raise RuleNotFound
        mine = own_changes(there=before, typed=wording, seen=seen)
        if not mine:
            return None
        wording = {**before, **mine}
    if rules_mark(service_id=service.pk) != seen_rules:
        raise RulesChanged
    return _write(service.pk, rule_number, before=before, after=wording, person=person, now=now, note=note)


@transaction.atomic
def take_back(*, change_id: int, service_id: int, person: str, now: datetime) -> CatalogChange:
    """Undo one change of a service's rules: a rule that was added goes, one that was changed is as it was.

    :raises ServiceNotFound: there is no such service.
    :raises ChangeNotFound: the service's rules have no such change.
    :raises TakenBackAlready: it has been taken back.
    :raises ChangedSince: the rule does not say any more what the change has written.
    :raises RuleTaken: the same rule is there again by now.
    :raises RuleIncomplete: organisation, area or kind of matter is not there any more.
    """
    catalog_steps.bump_revision()
    service = locked_service(service_id=service_id)
    change = journal_steps.change_to_take_back(change_id=change_id, rules_of=service.pk)
    number = change.rule_number or UNSAVED
    before = _wording_of(service.pk, number)
    after = journal.taken_back(current=before, before=change.before, after=change.after)
    return _write(service.pk, number, before=before, after=after, person=person, now=now, takes_back=change)


def _wording_of(service_id: int, rule_number: int) -> dict[str, str]:
    rules = stored_rules(service_ids=[service_id])
    return rule_wording(next((rule for rule in rules if rule.id == rule_number), None))


def _write(
    service_id: int,
    rule_number: int,
    *,
    before: Mapping[str, str],
    after: Mapping[str, str],
    person: str,
    now: datetime,
    note: str = "",
    takes_back: CatalogChange | None = None,
) -> CatalogChange:
    if not after:
        Responsibility.objects.filter(pk=rule_number, service_id=service_id).delete()
    else:
        rule_number = _write_row(service_id, rule_number, after)
        after = _wording_of(service_id, rule_number)
    return journal_steps.note_change(
        kind=CatalogChange.Kind.RULE,
        service_id=service_id,
        rule_number=rule_number,
        before=before,
        after=after,
        person=person,
        now=now,
        note=note,
        takes_back=takes_back,
    )


def _write_row(service_id: int, rule_number: int, wording: Mapping[str, str]) -> int:
    rule = read_rule(wording=wording, rule_id=rule_number, service_id=service_id)
    matter = ServiceMatter.objects.filter(service_id=service_id, key=rule.matter).first() if rule.matter else None
    is_area = not rule.area_key or Area.objects.filter(key__startswith=rule.area_key).exists()
    is_organisation = Organisation.objects.filter(pk=rule.organisation_id).exists()
    if not is_area or not is_organisation or (rule.matter and matter is None):
        raise RuleIncomplete
    values = {
        "service_id": service_id,
        "organisation_id": rule.organisation_id,
        "unit": rule.unit,
        "unit_en": rule.unit_en,
        "area_key": rule.area_key,
        "letters_from": rule.letters_from,
        "letters_to": rule.letters_to,
        "matter": matter,
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
        "role": RESPONSIBLE,
        "origin": Responsibility.Origin.EDITOR,
    }
    try:
        with transaction.atomic():
            if rule_number == UNSAVED:
                return Responsibility.objects.create(**values).pk
            Responsibility.objects.update_or_create(pk=rule_number, defaults=values)
    except IntegrityError:
        raise RuleTaken from None
    return rule_number
