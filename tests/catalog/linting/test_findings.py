"""Findings come, are taken over, and end by themselves."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from einamt.catalog.editing import operations as editing
from einamt.catalog.linting import errors, registry
from einamt.catalog.linting.operations import dismiss, lint_catalog, lint_services, reopen, set_terms, take_over
from einamt.catalog.linting.queries import counts, finding_lines, open_findings
from einamt.catalog.linting.registry import Found, Kind, Source, add_source
from einamt.catalog.linting.rules.complaints import Severity
from einamt.catalog.models import CatalogChange, Finding, Office, PublicService, ServiceText
from einamt.platform.outbox import relay
from tests.catalog.editing.conftest import ADA, BEA, CEM, approve, edit, hand_in
from tests.factories.catalog import make_office, make_service
from tools.system import ROOT

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def service(db: None) -> PublicService:
    """A service without an English text."""
    return make_service(english=None, offices=[make_office()])


@pytest.fixture
def everybody_is_here(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Who edits here: everybody of the cast, until they are taken out."""
    here = {ADA, BEA, CEM}
    monkeypatch.setattr(registry, "_editors_among", lambda actors: here & set(actors))
    return here


def codes(service: PublicService) -> set[str]:
    return set(open_findings(service_id=service.pk).values_list("code", flat=True))


def untranslated(service: PublicService) -> Finding:
    return Finding.objects.get(service=service, code="untranslated")


def test_a_finding_ends_when_its_cause_is_gone_and_comes_back_with_it(
    service: PublicService, everybody_is_here: set[str]
) -> None:
    lint_catalog(now=NOW)
    first = untranslated(service)
    take_over(finding_id=first.pk, person=ADA, due_date=date(2026, 12, 1), note="Ist in Arbeit.", today=NOW.date())
    text = ServiceText.objects.create(service=service, language="en", name="Passport")
    lint_catalog(now=NOW + timedelta(days=1))
    assert "untranslated" not in codes(service)
    assert untranslated(service).ended_at == NOW + timedelta(days=1)
    text.delete()
    lint_catalog(now=NOW + timedelta(days=2))
    again = untranslated(service)
    assert (again.pk, again.ended_at, again.found_at) == (first.pk, None, NOW + timedelta(days=2))
    assert (again.owner, again.note) == (ADA, "Ist in Arbeit.")


def test_running_twice_finds_the_same_once(service: PublicService) -> None:
    lint_catalog(now=NOW)
    before = Finding.objects.count()
    lint_catalog(now=NOW + timedelta(days=1))
    assert Finding.objects.count() == before
    assert untranslated(service).found_at == NOW
    assert untranslated(service).seen_at == NOW + timedelta(days=1)


def test_looking_at_one_service_leaves_the_findings_of_others(service: PublicService) -> None:
    other = make_service(english=None, name="Hund anmelden", offices=[make_office()])
    lint_catalog(now=NOW)
    ServiceText.objects.create(service=service, language="en", name="Passport")
    lint_services(service_ids=[service.pk], now=NOW)
    assert "untranslated" not in codes(service)
    assert "untranslated" in codes(other)
    assert Finding.objects.filter(office__isnull=False, ended_at=None).exists()


def test_a_publication_is_looked_at_at_once(service: PublicService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("einamt.platform.clock.now", lambda: NOW)
    lint_catalog(now=NOW)
    version = edit(service, {"text.en.name": "Passport"})
    editing.submit_version(version_id=version.pk, person=ADA, now=NOW)
    editing.approve_version(version_id=version.pk, seen_edits=version.edits, person=CEM, now=NOW)
    assert "untranslated" in codes(service)
    relay.drain()
    assert "untranslated" not in codes(service)


def test_a_service_that_is_withdrawn_takes_its_findings_along(service: PublicService) -> None:
    lint_catalog(now=NOW)
    PublicService.objects.update(is_public=False)
    lint_catalog(now=NOW)
    assert codes(service) == set()


def test_two_services_with_the_same_words_in_their_names_are_told_apart_by_nobody(service: PublicService) -> None:
    make_service(name="Beantragung Reisepass")
    lint_catalog(now=NOW)
    assert "alike-names" in codes(service)


def test_offices_are_looked_at_too(service: PublicService) -> None:
    Office.objects.update(latitude=0.0, longitude=0.0)
    lint_catalog(now=NOW)
    assert Finding.objects.filter(code="dummy-coordinates", office__isnull=False, ended_at=None).exists()


def test_nobody_can_close_a_finding(service: PublicService) -> None:
    lint_catalog(now=NOW)
    finding = untranslated(service)
    take_over(finding_id=finding.pk, person="", due_date=date(2026, 12, 1), note="Erledigt!", today=NOW.date())
    kept = untranslated(service)
    assert (kept.ended_at, kept.owner, kept.due_date) == (None, "", date(2026, 12, 1))


def test_a_finding_that_has_ended_cannot_be_taken_over(service: PublicService) -> None:
    lint_catalog(now=NOW)
    Finding.objects.update(ended_at=NOW)
    with pytest.raises(errors.FindingNotFound):
        take_over(finding_id=untranslated(service).pk, person=ADA, due_date=None, note="", today=NOW.date())


def test_ended_findings_are_forgotten_after_a_year(service: PublicService) -> None:
    lint_catalog(now=NOW)
    ServiceText.objects.create(service=service, language="en", name="Passport")
    lint_catalog(now=NOW)
    lint_catalog(now=NOW + timedelta(days=364))
    assert Finding.objects.filter(code="untranslated").exists()
    lint_catalog(now=NOW + timedelta(days=366))
    assert not Finding.objects.filter(code="untranslated").exists()


def test_another_room_adds_its_findings(service: PublicService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_sources", {})
    found = [Found(code="gap", message="Für %(area)s ist niemand zuständig.", params={"area": "12345"}, place="12345")]
    kind = Kind(code="gap", severity=Severity.ERROR, title="Lücke", explanation="Nobody is responsible.")
    add_source(Source(name="responsibility", kinds=(kind,), run=lambda _now: found))
    lint_catalog(now=NOW)
    [finding] = open_findings(code="gap")
    [line] = finding_lines(findings=[finding], language="de", today=NOW.date())
    assert (line.sentence, line.severity, finding.subject) == ("Für 12345 ist niemand zuständig.", "error", "city")
    found.clear()
    lint_catalog(now=NOW)
    assert not open_findings(code="gap").exists()


def test_a_code_belongs_to_one_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_sources", {})
    kind = Kind(code="dead-link", severity=Severity.ERROR, title="x", explanation="x.")
    with pytest.raises(ValueError, match="twice"):
        add_source(Source(name="other", kinds=(kind,), run=lambda _now: []))


def test_findings_are_counted_and_overdue_ones_marked(service: PublicService) -> None:
    lint_catalog(now=NOW)
    take_over(
        finding_id=untranslated(service).pk, person=ADA, due_date=date(2026, 11, 23), note="", today=date(2026, 11, 22)
    )
    numbers = counts(today=NOW.date())
    assert numbers.all == open_findings().count()
    assert numbers.nobodys == numbers.all - 1
    [line] = finding_lines(findings=list(open_findings(owner=ADA)), language="de", today=NOW.date())
    assert line.is_overdue
    assert line.sentence == "Noch nicht übersetzt: Englisch. Wer die Seite so aufruft, liest sie auf Deutsch."


def test_linting_costs_the_same_queries_however_many_services(
    service: PublicService, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        make_service(name=f"Leistung {number} {'x' * number}", offices=[make_office()])
    lint_catalog(now=NOW)
    with django_assert_max_num_queries(31):
        lint_catalog(now=NOW)


def lint(*arguments: str) -> str:
    out = StringIO()
    call_command("catalog", "lint", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_lists_what_is_wrong(service: PublicService) -> None:
    assert "untranslated" in lint()
    printed = lint("--service", service.slug, "--language", "de")
    assert "Reisepass beantragen: Noch nicht übersetzt: Englisch." in printed


def test_the_command_speaks_json(service: PublicService) -> None:
    rows = [json.loads(line) for line in lint("--json", "--service", service.slug).splitlines()]
    assert {row["service"] for row in rows} == {service.slug}
    assert "untranslated" in {row["code"] for row in rows}


def test_the_page_on_the_checks_is_that_of_the_code() -> None:
    page = (ROOT / "docs/reference/linter-rules.md").read_text(encoding="utf-8")
    assert lint("--rules") == page, "einamt catalog lint --rules > docs/reference/linter-rules.md"


def test_the_command_knows_when_there_is_no_such_service(db: None) -> None:
    with pytest.raises(CommandError, match="no service 'nirgends'"):
        lint("--service", "nirgends")


def test_a_form_that_only_a_service_without_a_page_leads_to_is_found_until_another_service_has_it() -> None:
    retired, other = make_service(name="Hund anmelden"), make_service(name="Hundesteuer")
    retired.items.create(
        language="de", kind="form", position=9, name="Hundeformular", link="https://formulare.example/hund/"
    )
    lint_catalog(now=NOW)
    assert "form-without-service" not in codes(retired)
    PublicService.objects.filter(pk=retired.pk).update(is_public=False)
    lint_catalog(now=NOW)
    assert codes(retired) == {"form-without-service"}
    other.items.create(language="de", kind="link", position=9, name="Formular", link="http://formulare.example/Hund#x")
    lint_catalog(now=NOW)
    assert codes(retired) == set()


def dismissed(service: PublicService, reason: str = "Das wird erst später übersetzt.") -> Finding:
    lint_catalog(now=NOW)
    return dismiss(finding_id=untranslated(service).pk, reason=reason, person=ADA, now=NOW)


def test_what_is_no_fault_is_dismissed_with_a_reason_and_counted_apart(service: PublicService) -> None:
    before = (lint_catalog(now=NOW), counts(today=NOW.date()))[1]
    dismissed(service)
    lint_catalog(now=NOW + timedelta(days=1))
    assert "untranslated" not in codes(service)
    assert (counts(today=NOW.date()).all, counts(today=NOW.date()).dismissed) == (before.all - 1, 1)
    assert open_findings(is_dismissed=True).get().dismissal == "Das wird erst später übersetzt."


def test_what_was_dismissed_is_open_again_when_the_text_changes(service: PublicService) -> None:
    dismissed(service)
    ServiceText.objects.filter(service=service).update(description="Ganz neu geschrieben.")
    lint_services(service_ids=[service.pk], now=NOW)
    assert "untranslated" in codes(service)
    assert untranslated(service).dismissal == ""


def test_a_dismissal_needs_a_reason_and_can_be_taken_back(service: PublicService) -> None:
    with pytest.raises(errors.NoDismissalReason):
        dismissed(service, reason=" ")
    reopen(finding_id=dismissed(service).pk)
    assert "untranslated" in codes(service)


def test_nothing_is_taken_over_until_a_day_that_is_over(service: PublicService) -> None:
    lint_catalog(now=NOW)
    finding, yesterday = untranslated(service), NOW.date() - timedelta(days=1)
    with pytest.raises(errors.DueInThePast):
        take_over(finding_id=finding.pk, person=ADA, due_date=yesterday, note="", today=NOW.date())


def test_a_translation_that_is_older_than_the_german_text_is_found(service: PublicService) -> None:
    ServiceText.objects.create(service=service, language="en", name="Passport", summary="In short.")
    approve(hand_in(service, {"text.de.summary": "Jetzt ganz anders."}))
    lint_services(service_ids=[service.pk], now=NOW)
    found = Finding.objects.get(service=service, code="outdated-translation")
    assert (found.place, found.ended_at) == ("en.summary", None)
    approve(hand_in(service, {"text.en.summary": "Quite different now."}))
    lint_services(service_ids=[service.pk], now=NOW)
    assert "outdated-translation" not in codes(service)


def wrote(service: PublicService, changes: dict[str, str], *, person: str = ADA) -> None:
    approve(hand_in(service, changes, person=person))


def test_who_wrote_the_published_text_sees_to_what_is_found_in_it(
    service: PublicService, everybody_is_here: set[str]
) -> None:
    wrote(service, {"text.de.summary": "Für weite Reisen."}, person=ADA)
    edit(service, {"text.de.summary": "Für sehr weite Reisen."}, person=BEA)
    lint_catalog(now=NOW)
    assert untranslated(service).owner == ADA
    everybody_is_here.remove(ADA)
    lint_catalog(now=NOW + timedelta(days=1))
    assert untranslated(service).owner == BEA
    everybody_is_here.clear()
    lint_catalog(now=NOW + timedelta(days=2))
    assert untranslated(service).owner == ""


def test_a_finding_has_a_date_by_its_weight_with_and_without_an_owner(service: PublicService) -> None:
    Office.objects.update(latitude=0.0, longitude=0.0)
    lint_catalog(now=NOW)
    due = {row.code: (row.owner, row.due_date) for row in Finding.objects.all()}
    assert due["dummy-coordinates"] == ("", date(2026, 12, 1))
    assert due["untranslated"] == ("", date(2026, 12, 22))
    set_terms(days={"warning": 3})
    lint_catalog(now=NOW + timedelta(days=1))
    assert untranslated(service).due_date == date(2026, 11, 27)


def test_the_day_of_a_finding_is_the_city_s_and_not_that_of_greenwich(service: PublicService) -> None:
    lint_catalog(now=datetime(2026, 11, 24, 23, 30, tzinfo=UTC))
    assert untranslated(service).due_date == date(2026, 12, 23)


def test_what_an_editor_says_of_owner_and_date_outlives_the_next_check(
    service: PublicService, everybody_is_here: set[str]
) -> None:
    wrote(service, {"text.de.summary": "Für weite Reisen."}, person=ADA)
    lint_catalog(now=NOW)
    finding = untranslated(service)
    take_over(finding_id=finding.pk, person=BEA, due_date=date(2026, 12, 1), note="", today=NOW.date())
    lint_catalog(now=NOW + timedelta(days=1))
    assert (untranslated(service).owner, untranslated(service).due_date) == (BEA, date(2026, 12, 1))
    take_over(finding_id=finding.pk, person="", due_date=None, note="", today=NOW.date())
    lint_catalog(now=NOW + timedelta(days=2))
    assert (untranslated(service).owner, untranslated(service).due_date) == ("", date(2026, 12, 22))


def test_what_somebody_had_taken_over_who_is_gone_falls_back_to_the_author(
    service: PublicService, everybody_is_here: set[str]
) -> None:
    wrote(service, {"text.de.summary": "Für weite Reisen."}, person=ADA)
    lint_catalog(now=NOW)
    take_over(finding_id=untranslated(service).pk, person=BEA, due_date=date(2026, 12, 1), note="", today=NOW.date())
    everybody_is_here.remove(BEA)
    lint_catalog(now=NOW + timedelta(days=1))
    assert (untranslated(service).owner, untranslated(service).due_date) == (ADA, date(2026, 12, 1))


def test_a_finding_that_comes_back_has_a_new_date(service: PublicService) -> None:
    lint_catalog(now=NOW)
    take_over(finding_id=untranslated(service).pk, person=ADA, due_date=date(2026, 11, 25), note="", today=NOW.date())
    text = ServiceText.objects.create(service=service, language="en", name="Passport")
    lint_catalog(now=NOW)
    text.delete()
    lint_catalog(now=NOW + timedelta(days=30))
    assert untranslated(service).due_date == date(2027, 1, 21)


def test_who_last_changed_an_office_or_a_rule_sees_to_what_is_wrong_there(
    service: PublicService, everybody_is_here: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote(service, {"text.de.summary": "Für weite Reisen."}, person=ADA)
    office = Office.objects.get()
    Office.objects.update(latitude=0.0, longitude=0.0)
    CatalogChange.objects.create(kind="office", office=office, person=BEA, changed_at=NOW)
    CatalogChange.objects.create(kind="office", office=office, person=ADA, changed_at=NOW - timedelta(days=1))
    CatalogChange.objects.create(kind="rule", service=service, rule_number=1, person=CEM, changed_at=NOW)
    monkeypatch.setattr(registry, "_sources", {})
    gap = Found(code="responsibility-gap", message="Niemand ist zuständig.", service_id=service.pk)
    kind = Kind(code="responsibility-gap", severity=Severity.ERROR, title="Lücke", explanation="Nobody is.")
    add_source(Source(name="responsibility", kinds=(kind,), run=lambda _now: [gap]))
    lint_catalog(now=NOW)
    owners = dict(Finding.objects.values_list("code", "owner"))
    assert (owners["dummy-coordinates"], owners["responsibility-gap"], owners["untranslated"]) == (BEA, CEM, ADA)


def test_the_days_for_findings_are_said_and_set_at_the_console(db: None) -> None:
    assert lint("--days") == "error    7 days\nwarning  28 days\nnotice   90 days\n"
    assert "warning  14 days" in lint("--days", "warning=14", "error=2")
    assert "warning  14 days" in lint("--days", "error=3")
    for mistake in ("warning", "warning=0", "warning=367", "disaster=4"):
        with pytest.raises(CommandError):
            lint("--days", mistake)
