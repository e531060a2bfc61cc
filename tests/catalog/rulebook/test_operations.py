"""Rules of responsibility: the consequences are shown, then somebody saves, and it can be taken back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from einamt.catalog.editing.errors import EditedMeanwhile
from einamt.catalog.editing.marks import mark
from einamt.catalog.journal.errors import ChangedSince
from einamt.catalog.journal.queries import changes_of_rules
from einamt.catalog.models import CatalogChange, Organisation, PublicService, Responsibility
from einamt.catalog.rulebook import errors, operations
from einamt.catalog.rulebook.outlook import Outlook, outlook, present_findings, rules_mark
from einamt.catalog.rulebook.queries import area_lines, rule_lines, rule_of
from einamt.catalog.rulebook.wording import RULE_KEYS, read_rule, rule_wording
from tests.factories.catalog import make_area, make_city, make_district, make_rule, make_service

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
ADA, BEA = "staff:1", "staff:2"
pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> Organisation:
    """A city of two districts, both of them areas."""
    city = make_city()
    whole = make_area(key="11", name="Musterstadt", organisation=city)
    for key, name in (("1101", "Nord"), ("1102", "Süd")):
        make_area(key=key, name=name, parent=whole, organisation=make_district(name=name, city=city))
    return city


@pytest.fixture
def service(city: Organisation) -> PublicService:
    """A service for which each district answers by a rule of its own."""
    service = make_service(organisation=city, responsible=PublicService.Responsible.DISTRICT)
    for key, name in (("1101", "Nord"), ("1102", "Süd")):
        make_rule(service=service, organisation=Organisation.objects.get(name=name), area=key)
    return service


def rule_in(service: PublicService, area: str) -> Responsibility:
    return service.responsibilities.get(area_key=area)


def changed(service: PublicService, rule: Responsibility | None, **changes: str) -> tuple[int, dict[str, str]]:
    if rule is None:
        organisation = str(Organisation.objects.get(name="Süd").pk)
        return operations.UNSAVED, {**dict.fromkeys(RULE_KEYS, ""), "organisation": organisation, **changes}
    return rule.pk, {**rule_wording(rule_of(service_id=service.pk, rule_number=rule.pk)), **changes}


def prospect(service: PublicService, rule: Responsibility | None, **changes: str) -> Outlook:
    number, wording = changed(service, rule, **changes)
    change = read_rule(wording=wording, rule_id=number, service_id=service.pk)
    return outlook(service=service, change=change, now=NOW)


def save(
    service: PublicService,
    rule: Responsibility | None,
    *,
    seen: Mapping[str, str] | None = None,
    seen_rules: str | None = None,
    person: str = ADA,
    **changes: str,
) -> CatalogChange | None:
    number, wording = changed(service, rule, **changes)
    shown = {key: mark(text) for key, text in changed(service, rule)[1].items()}
    return operations.save_rule(
        service_id=service.pk,
        rule_number=number,
        wording=wording,
        seen=shown if seen is None else seen,
        seen_rules=rules_mark(service_id=service.pk) if seen_rules is None else seen_rules,
        person=person,
        now=NOW,
    )


def said(outlook: Outlook) -> list[tuple[str, date]]:
    return [(each.finding.sentence, each.from_date) for each in outlook.new]


def test_ending_a_rule_would_leave_a_gap_from_that_day_on(service: PublicService) -> None:
    found = prospect(service, rule_in(service, "1101"), valid_until="2027-01-01")
    assert said(found) == [("Nord: Niemand ist zuständig.", date(2027, 1, 1))]


def test_a_successor_that_begins_on_that_day_fills_it(service: PublicService) -> None:
    save(service, rule_in(service, "1101"), valid_until="2027-01-01")
    assert [each.from_date for each in present_findings(service=service, now=NOW)] == [date(2027, 1, 1)]
    found = prospect(service, None, area_key="1101", valid_from="2027-01-01")
    assert (found.new, len(found.solved), found.stays) == ([], 1, [])


def test_a_second_rule_for_the_same_people_would_overlap(service: PublicService) -> None:
    assert said(prospect(service, None, area_key="1101")) == [("Nord: Mehrere sind zuständig.", TODAY)]


def test_half_the_alphabet_leaves_the_other_half_open(service: PublicService) -> None:
    [(sentence, _)] = said(prospect(service, rule_in(service, "1101"), letters_from="A", letters_to="K"))
    assert sentence == "Nord: Für Familiennamen L bis Z ist niemand zuständig."


def test_a_service_of_every_office_has_no_gaps(service: PublicService) -> None:
    PublicService.objects.filter(pk=service.pk).update(responsible=PublicService.Responsible.ANY_OFFICE)
    service.refresh_from_db()
    assert said(prospect(service, rule_in(service, "1101"), valid_until="2027-01-01")) == []


def test_what_is_saved_says_who_did_it_and_no_import_replaces_it(service: PublicService) -> None:
    rule = rule_in(service, "1101")
    Responsibility.objects.filter(pk=rule.pk).update(origin=Responsibility.Origin.IMPORT)
    save(service, rule, unit="Zimmer 3")
    rule.refresh_from_db()
    assert (rule.unit, rule.origin) == ("Zimmer 3", Responsibility.Origin.EDITOR)
    (line,) = changes_of_rules(service_id=service.pk)
    assert (line.person, [(each.key, each.after) for each in line.fields]) == (ADA, [("unit", "Zimmer 3")])


def test_saving_refuses_when_the_rules_are_not_those_any_more_that_were_shown(service: PublicService) -> None:
    shown = rules_mark(service_id=service.pk)
    save(service, rule_in(service, "1102"), unit="Zimmer 3")
    with pytest.raises(errors.RulesChanged):
        save(service, rule_in(service, "1101"), seen_rules=shown, unit="Zimmer 4")
    assert rule_in(service, "1101").unit == ""


def test_two_editors_at_one_rule_both_keep_their_text(service: PublicService) -> None:
    rule = rule_in(service, "1101")
    seen = {key: mark(text) for key, text in changed(service, rule)[1].items()}
    save(service, rule, unit="Zimmer 3")
    with pytest.raises(EditedMeanwhile):
        save(service, rule, seen=seen, unit="Zimmer 4", person=BEA)
    assert rule_in(service, "1101").unit == "Zimmer 3"


def test_an_added_rule_taken_back_is_gone_and_taken_back_again_it_is_there(service: PublicService) -> None:
    added = save(service, None, area_key="1101", letters_from="A", letters_to="K")
    assert added is not None
    gone = operations.take_back(change_id=added.pk, service_id=service.pk, person=BEA, now=NOW)
    assert service.responsibilities.count() == 2
    operations.take_back(change_id=gone.pk, service_id=service.pk, person=BEA, now=NOW)
    assert service.responsibilities.get(letters_from="A").pk == added.rule_number


def test_an_ended_rule_taken_back_holds_again(service: PublicService) -> None:
    rule = rule_in(service, "1101")
    ended = save(service, rule, valid_until="2026-11-24")
    assert [line.state for line in rule_lines(service_id=service.pk, today=TODAY)] == ["now", "over"]
    assert ended is not None
    operations.take_back(change_id=ended.pk, service_id=service.pk, person=BEA, now=NOW)
    assert rule_in(service, "1101").valid_until is None


def test_a_change_is_not_taken_back_where_somebody_has_gone_on(service: PublicService) -> None:
    first = save(service, rule_in(service, "1101"), unit="Zimmer 3")
    save(service, rule_in(service, "1101"), unit="Zimmer 4")
    assert first is not None
    with pytest.raises(ChangedSince):
        operations.take_back(change_id=first.pk, service_id=service.pk, person=BEA, now=NOW)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"letters_from": "A"}, errors.BadLetters),
        ({"letters_from": "K", "letters_to": "A"}, errors.BadLetters),
        ({"valid_from": "2027-01-01", "valid_until": "2026-12-01"}, errors.BadPeriod),
        ({"area_key": "99"}, errors.RuleIncomplete),
        ({"matter": "gibtesnicht"}, errors.RuleIncomplete),
        ({"organisation": "0"}, errors.RuleIncomplete),
        ({"area_key": "1102"}, errors.RuleTaken),
    ],
)
def test_what_makes_no_rule_is_refused(
    service: PublicService, changes: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        save(service, None, **changes)
    assert not CatalogChange.objects.exists()


def test_the_areas_stand_below_those_they_lie_in(city: Organisation) -> None:
    assert [(line.name, line.depth, line.organisation) for line in area_lines()] == [
        ("Musterstadt", 0, "Musterstadt"),
        ("Nord", 1, "Nord"),
        ("Süd", 1, "Süd"),
    ]
