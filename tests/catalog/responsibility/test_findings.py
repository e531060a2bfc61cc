"""Gaps and overlaps are found where they are, and only there."""

from datetime import date
from time import perf_counter

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from einamt.catalog.models import PublicService, Responsibility, ServiceMatter
from einamt.catalog.responsibility import Finding, responsibility_findings
from einamt.platform.shell import city
from tests.catalog.responsibility.conftest import NOW, Town
from tests.factories.catalog import make_area, make_district, make_rule


def found() -> list[tuple[str, str, str]]:
    return [(finding.what, finding.area_name, finding.letters) for finding in responsibility_findings(now=NOW)]


def test_residence_alone_leaves_neither_gap_nor_overlap(town: Town) -> None:
    town.service()
    assert found() == []


def test_an_area_for_which_nobody_stands_is_a_gap(town: Town) -> None:
    town.service()
    make_area(key="1100000003", name="West", parent=town.north_area.parent)
    town.north_area.parent.organisation = None  # type: ignore[union-attr]
    town.north_area.parent.save()  # type: ignore[union-attr]
    assert found() == [("gap", "West", "")]


def test_a_forgotten_district_is_a_gap(town: Town) -> None:
    make_rule(service=town.service(), organisation=town.north, area="1100000001")
    assert found() == [("gap", "Süd", "")]
    sentence = responsibility_findings(now=NOW)[0].sentence
    assert sentence == "Süd: Niemand ist zuständig."


def test_letters_that_nobody_or_two_have_are_named(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.south, area="1100000002")
    make_rule(service=service, organisation=town.north, area="1100000001", letters=("A", "L"), unit="1")
    make_rule(service=service, organisation=town.north, area="1100000001", letters=("K", "P"), unit="2")
    make_rule(service=service, organisation=town.north, area="1100000001", letters=("S", "Z"), unit="3")
    assert found() == [("gap", "Nord", "Q bis R"), ("overlap", "Nord", "K bis L")]
    with override("en"):
        sentences = [finding.sentence for finding in responsibility_findings(now=NOW)]
    assert sentences == [
        "Nord: nobody is responsible for surnames Q to R.",
        "Nord: several are responsible for surnames K to L.",
    ]


def test_a_general_rule_fills_what_letters_and_matters_leave(town: Town) -> None:
    service = town.service()
    matter = ServiceMatter.objects.create(service=service, key="umzug", name="Umzug")
    make_rule(service=service, organisation=town.north, area="1100000001")
    make_rule(service=service, organisation=town.south, area="1100000002", letters=("B", "C"))
    assert found() == [("gap", "Süd", "A"), ("gap", "Süd", "D bis Z")]
    make_rule(service=service, organisation=town.city)
    make_rule(service=service, organisation=town.north, area="1100000001", matter=matter, unit="Umzüge")
    assert found() == []


def test_a_matter_that_two_have_names_the_matter(town: Town) -> None:
    service = town.service()
    matter = ServiceMatter.objects.create(service=service, key="umzug", name="Umzug")
    make_rule(service=service, organisation=town.city)
    make_rule(service=service, organisation=town.north, matter=matter)
    make_rule(service=service, organisation=town.south, matter=matter)
    finding = responsibility_findings(now=NOW)[0]
    assert (finding.what, finding.matter, finding.sentence) == (
        "overlap",
        "umzug",
        "Überall, Umzug: Mehrere sind zuständig.",
    )


def test_a_rule_that_can_never_hold_is_named(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.city)
    make_rule(service=service, organisation=town.north, area="99")
    make_rule(service=service, organisation=town.south, area="1100000002", letters=("K", "A"))
    findings = responsibility_findings(now=NOW)
    assert [(finding.what, finding.is_error) for finding in findings] == [("letters", True), ("area", False)]
    assert "„K–A“" in findings[0].sentence
    assert "99" in findings[1].sentence


def test_rules_that_are_over_do_not_count(town: Town) -> None:
    service = town.service()
    make_rule(service=service, organisation=town.city)
    make_rule(service=service, organisation=town.north, valid_until=date(2026, 11, 1))
    assert found() == []


def test_services_of_every_office_and_hidden_ones_are_left_alone(town: Town) -> None:
    town.service(responsible=PublicService.Responsible.ANY_OFFICE)
    hidden = town.service()
    make_rule(service=hidden, organisation=town.north, area="1100000001")
    PublicService.objects.filter(pk=hidden.pk).update(is_public=False)
    assert found() == []


def test_the_check_prints_what_is_wrong_and_fails(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    service = town.service()
    rule = make_rule(service=service, organisation=town.north, area="1100000001")
    with pytest.raises(CommandError, match="1 errors"):
        call_command("catalog", "responsibilities", "check")
    assert f"{service.slug}  Süd: Niemand ist zuständig." in capsys.readouterr().out
    rule.area_key = "11"
    rule.save()
    call_command("catalog", "responsibilities", "check")
    assert "No errors" in capsys.readouterr().out


def test_two_thousand_services_in_twelve_districts_are_checked_with_four_queries(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    districts = [make_district(name=f"Bezirk {number}", city=town.city) for number in range(10)]
    for number, district in enumerate(districts, start=3):
        make_area(key=f"11000000{number:02}", name=district.name, parent=town.north_area.parent, organisation=district)
    PublicService.objects.bulk_create(
        PublicService(
            source="viel",
            identifier=str(number),
            slug=f"viel-{number}",
            organisation=town.city,
            responsible=PublicService.Responsible.DISTRICT,
        )
        for number in range(2_000)
    )
    services = list(PublicService.objects.values_list("pk", flat=True))
    everybody = [town.north, town.south, *districts]
    Responsibility.objects.bulk_create(
        Responsibility(service_id=service, organisation=district, area_key=f"11000000{number:02}")
        for service in services
        for number, district in enumerate(everybody, start=1)
    )
    city.zone()  # kept by the process
    began = perf_counter()
    with django_assert_num_queries(4):
        findings: list[Finding] = responsibility_findings(now=NOW)
    print(f"{len(services) * len(everybody)} rules in {perf_counter() - began:.2f} s")
    assert findings == []
