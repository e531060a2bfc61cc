from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from einamt.catalog.models import (
    CatalogRevision,
    Cost,
    Organisation,
    PublicService,
    Responsibility,
    ServiceItem,
    ServiceText,
    Synonym,
)
from tests.catalog.exchange.messages import (
    DATA,
    catalogue,
    import_message,
    leistung,
    loesche,
    module,
    organisation,
    schreibe,
    write,
    zustaendigkeit,
)
from tests.factories.catalog import make_city, make_service

pytestmark = pytest.mark.django_db
FULL = DATA / "message-2.2.xml"


def test_a_message_comes_in_whole() -> None:
    import_message(FULL)
    service = PublicService.objects.get(source="L100108", identifier="500")
    assert (service.leika, service.slug) == ("99036008003000", "fahrzeug-ummelden")
    assert service.organisation.name == "Stadt Musterstadt"
    assert service.updated_at == datetime(2026, 10, 1, 10, 0, tzinfo=UTC)
    german, english = service.texts.order_by("language")
    assert german.summary == "Nach einem Umzug ist das Fahrzeug umzumelden."
    assert german.description == ("Wer umzieht, meldet um:\n\n- das Auto\n- [das Motorrad](https://kfz.example.de/rad)")
    assert (german.duration, english.duration) == ("2 bis 4 Wochen", "2 to 4 weeks")
    assert (english.name, english.description) == ("Re-register a vehicle", "Whoever moves re-registers.")
    assert list(service.costs.values_list("cents", "label", "label_en")) == [
        (2880, "mit neuem Kennzeichen", "with a new plate")
    ]
    assert german.costs_note == "10,00 bis 50,50 Euro"
    assert sorted(service.synonyms.values_list("text", "origin")) == [("Auto ummelden", "import"), ("Kfz", "import")]


def test_lists_become_entries_in_the_order_that_the_message_gives() -> None:
    import_message(FULL)
    items = ServiceItem.objects.filter(service__identifier="500")
    assert list(items.filter(kind="evidence").values_list("name", "description")) == [
        ("Personalausweis", "oder Reisepass"),
        ("Zulassungsbescheinigung", ""),
    ]
    assert list(items.filter(kind="legal-basis").values_list("name", "link")) == [
        ("Fahrzeug-Zulassungsverordnung", "https://gesetze.example.de/fzv"),
        ("§ 15 FZV", ""),
    ]


def test_identifiers_count_only_with_their_agency() -> None:
    import_message(FULL)
    assert sorted(PublicService.objects.values_list("source", "identifier")) == [("L100039", "77"), ("L100108", "500")]


def test_responsibilities_reach_across_agencies_and_name_their_areas() -> None:
    import_message(FULL)
    said = Responsibility.objects.filter(organisation__identifier="9001")
    assert sorted(said.values_list("service__identifier", "area_key", "role")) == [
        ("500", "147130000000", "responsible"),
        ("500", "147290000000", "responsible"),
        ("77", "", "contact"),
    ]
    below = Organisation.objects.get(identifier="9001")
    assert below.parent is not None
    assert (below.parent.identifier, below.area_key) == ("9000", "147130000000")


def test_an_online_service_gives_its_address_to_the_services_it_names() -> None:
    import_message(FULL)
    service = PublicService.objects.get(identifier="500")
    assert service.online_url == "https://ikfz.example.de/start"
    assert service.channels == ["online"]


def test_what_has_no_column_is_kept() -> None:
    import_message(FULL)
    kept = PublicService.objects.get(identifier="500").extra["xzufi"]
    names = [tree[0] for tree in kept["rest"]]
    assert {"x:vertrauensniveau", "x:informationsbereichSDG", "x:gueltigkeitGebietID", "x:modulFrist"} <= set(names)
    assert kept["attached"]["spezialisierung"].keys() == {"L100108:s-1"}


def test_the_same_message_again_changes_nothing() -> None:
    import_message(FULL)
    before, revision = catalogue(with_extra=True), CatalogRevision.objects.get().number
    assert "Nothing to change." in import_message(FULL)
    assert catalogue(with_extra=True) == before
    assert CatalogRevision.objects.get().number == revision


def test_a_dry_run_shows_the_difference_and_writes_nothing() -> None:
    said = import_message(FULL, dry_run=True)
    assert "services                 2        0          0          0" in said
    assert "Nothing written" in said
    assert not PublicService.objects.exists()
    assert not CatalogRevision.objects.exists()


def test_what_leads_nowhere_is_said_entry_by_entry(tmp_path: Path) -> None:
    report = tmp_path / "findings.csv"
    import_message(FULL, report=report)
    said = report.read_text(encoding="utf-8-sig")
    assert "dangling-service,organisation,L100108:9001,Bürgerbüro Musterstadt" in said
    assert "dangling-service,onlinedienst,L100108:od-1" in said
    assert "L100108:999" in said


def test_entries_of_another_agency_than_the_named_one_are_left_out_and_said(tmp_path: Path) -> None:
    said = import_message(FULL, source="L100108")
    assert list(PublicService.objects.values_list("identifier", flat=True)) == ["500"]
    assert "warning foreign-agency: 1\n    leistung L100039:77" in said


def test_an_identifier_without_an_agency_needs_a_source(tmp_path: Path) -> None:
    file = write(tmp_path / "m.xml", schreibe(f"<x:leistung><x:id>7</x:id>{module('02', 'Ohne')}</x:leistung>"))
    assert "warning no-agency: 1" in import_message(file)
    assert not PublicService.objects.exists()
    import_message(file, source="L1")
    assert PublicService.objects.get().source == "L1"


def test_identifiers_may_be_named_before_the_objects_that_have_them(tmp_path: Path) -> None:
    parent = '<x:uebergeordneteOrganisationseinheitID schemeAgencyID="L1">b</x:uebergeordneteOrganisationseinheitID>'
    publisher = '<x:herausgeber><x:id schemeAgencyID="L1">b</x:id></x:herausgeber>'
    file = write(
        tmp_path / "m.xml",
        leistung("1", publisher),
        organisation("a", parent, zustaendigkeit("2")),
        organisation("b", name="Oben"),
        leistung("2"),
    )
    assert "findings" not in import_message(file)
    assert PublicService.objects.get(identifier="1").organisation.name == "Oben"
    assert Responsibility.objects.get().service.identifier == "2"


def test_an_organisation_is_never_made_its_own_ancestor(tmp_path: Path) -> None:
    def below(identifier: str) -> str:
        name = "uebergeordneteOrganisationseinheitID"
        return f'<x:{name} schemeAgencyID="L1">{identifier}</x:{name}>'

    file = write(tmp_path / "m.xml", organisation("a", below("b")), organisation("b", below("a")))
    assert "organisation-circle: 1" in import_message(file)
    parents = dict(Organisation.objects.values_list("pk", "parent_id"))
    for start in parents:
        line = [start]
        while (above := parents[line[-1]]) is not None:
            assert above not in line
            line.append(above)


def test_a_change_names_what_changed_and_the_address_stays(tmp_path: Path) -> None:
    import_message(write(tmp_path / "a.xml", leistung(name="Hund anmelden")))
    said = import_message(write(tmp_path / "b.xml", leistung(name="Hund melden")))
    assert "L1:1 (name in 'de')" in said
    service = PublicService.objects.get()
    assert (service.slug, service.texts.get().name) == ("hund-anmelden", "Hund melden")


def test_an_import_leaves_alone_what_it_does_not_name(tmp_path: Path) -> None:
    file = write(tmp_path / "m.xml", leistung("1", module("06", "Text")))
    import_message(file)
    service = PublicService.objects.get()
    ServiceText.objects.create(service=service, language="tr", name="Köpek kaydı")
    ServiceText.objects.filter(language="de").update(plain="Einfach gesagt")
    Cost.objects.create(service=service, position=0, cents=500)
    Synonym.objects.create(service=service, language="de", text="Wauwau")
    PublicService.objects.update(demand=7, is_listed=False, responsible="district")
    assert "Nothing to change." in import_message(file)
    import_message(write(tmp_path / "n.xml", leistung("1", module("06", "Neuer Text"))))
    service.refresh_from_db()
    assert service.texts.get(language="tr").name == "Köpek kaydı"
    assert service.texts.get(language="de").plain == "Einfach gesagt"
    assert service.texts.get(language="de").description == "Neuer Text"
    assert (service.costs.get().cents, service.synonyms.get().text) == (500, "Wauwau")
    assert (service.demand, service.is_listed, service.responsible) == (7, False, "district")


def test_an_editors_word_stays_the_editors_though_the_message_has_it_too(tmp_path: Path) -> None:
    words = '<x:modulBegriffImKontext><x:begriffImKontext><x:begriff languageCode="de">Wauwau</x:begriff>'
    words += "</x:begriffImKontext></x:modulBegriffImKontext>"
    import_message(write(tmp_path / "a.xml", leistung()))
    Synonym.objects.create(service=PublicService.objects.get(), language="de", text="Wauwau")
    file = write(tmp_path / "b.xml", leistung("1", words))
    import_message(file)
    assert Synonym.objects.get().origin == "editor"
    assert "Nothing to change." in import_message(file)


def test_an_editors_responsibility_stays_though_the_organisation_no_longer_says_it(tmp_path: Path) -> None:
    import_message(write(tmp_path / "a.xml", leistung("1"), organisation("a", zustaendigkeit("1", "14713"))))
    own = Organisation.objects.get(identifier="a")
    Responsibility.objects.create(service=PublicService.objects.get(), organisation=own, area_key="14729")
    import_message(write(tmp_path / "b.xml", organisation("a")))
    assert list(Responsibility.objects.values_list("area_key", flat=True)) == ["14729"]


def test_fees_of_a_message_go_when_the_message_no_longer_has_them(tmp_path: Path) -> None:
    fee = '<x:modulKosten><x:kosten><x:fix><x:betrag currencyCode="EUR">5</x:betrag></x:fix></x:kosten></x:modulKosten>'
    import_message(write(tmp_path / "a.xml", leistung("1", fee)))
    assert Cost.objects.get().cents == 500
    import_message(write(tmp_path / "b.xml", leistung("1")))
    assert not Cost.objects.exists()


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("28.80", 2880), ("0", 0), ("7,5", 750), ("1.005", None), ("-3", None), ("viel", None), ("NaN", None)],
)
def test_an_amount_is_read_to_the_cent_or_kept_as_it_is(tmp_path: Path, amount: str, cents: int | None) -> None:
    fee = f'<x:fix><x:betrag currencyCode="EUR">{amount}</x:betrag></x:fix>'
    import_message(
        write(tmp_path / "m.xml", leistung("1", f"<x:modulKosten><x:kosten>{fee}</x:kosten></x:modulKosten>"))
    )
    assert list(Cost.objects.values_list("cents", flat=True)) == ([] if cents is None else [cents])
    assert bool(PublicService.objects.get().extra["xzufi"].get("other_costs")) == (cents is None)


def test_foreign_money_is_no_fee_in_euro(tmp_path: Path) -> None:
    fee = '<x:kosten><x:fix><x:betrag currencyCode="CHF">5</x:betrag></x:fix></x:kosten>'
    import_message(write(tmp_path / "m.xml", leistung("1", f"<x:modulKosten>{fee}</x:modulKosten>")))
    assert not Cost.objects.exists()


def test_a_service_without_a_name_shows_its_identifier(tmp_path: Path) -> None:
    said = import_message(write(tmp_path / "m.xml", leistung("4711", name="")))
    assert "warning no-name: 1" in said
    assert ServiceText.objects.get().name == "4711"


def test_a_language_without_a_name_takes_the_other_name(tmp_path: Path) -> None:
    said = import_message(write(tmp_path / "m.xml", leistung("1", module("06", "Register it.", "en"))))
    assert "no-name" in said
    assert ServiceText.objects.get(language="en").name == "Hund anmelden"


def test_two_services_of_one_name_get_two_addresses(tmp_path: Path) -> None:
    make_service(name="Anderes")
    PublicService.objects.update(slug="hund-anmelden")
    file = write(tmp_path / "m.xml", leistung("1"), leistung("2"), leistung("1", agency="L2"))
    import_message(file)
    assert len(set(PublicService.objects.values_list("slug", flat=True))) == 4
    assert PublicService.objects.get(source="L1", identifier="2").slug == "hund-anmelden-2"


def test_the_same_object_twice_is_taken_once_and_said(tmp_path: Path) -> None:
    said = import_message(write(tmp_path / "m.xml", leistung("1"), leistung("1")))
    assert "duplicate: 1" in said
    assert PublicService.objects.count() == 1


def test_several_files_are_taken_in_their_order(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.xml", leistung(name="Alt")), write(tmp_path / "b.xml", leistung(name="Neu"))
    import_message(first, second)
    assert ServiceText.objects.get().name == "Neu"


def test_a_responsibility_for_no_sound_area_is_left_out_and_not_taken_for_everywhere(tmp_path: Path) -> None:
    said = import_message(write(tmp_path / "m.xml", leistung("1"), organisation("a", zustaendigkeit("1", "Sachsen"))))
    assert "odd-area: 1" in said
    assert not Responsibility.objects.exists()


def test_an_object_of_an_unknown_kind_is_said(tmp_path: Path) -> None:
    said = import_message(write(tmp_path / "m.xml", schreibe("<x:formular/>"), leistung()))
    assert "<formular> is no object that is read; left out (1 entries)" in said


def test_a_city_of_our_own_is_left_alone(tmp_path: Path) -> None:
    city = make_city()
    import_message(write(tmp_path / "m.xml", leistung(), loesche("organisationseinheit", city.identifier)))
    assert Organisation.objects.filter(pk=city.pk).exists()


def test_more_than_one_batch_comes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from einamt.catalog.importing.xzufi import passes

    monkeypatch.setattr(passes, "SERVICES_AT_ONCE", 3)
    monkeypatch.setattr(passes, "LINKS_AT_ONCE", 2)
    file = write(
        tmp_path / "m.xml",
        *(leistung(str(number)) for number in range(10)),
        *(organisation(f"o{number}", zustaendigkeit(str(number))) for number in range(5)),
    )
    import_message(file)
    assert (PublicService.objects.count(), Responsibility.objects.count()) == (10, 5)
    assert "Nothing to change." in import_message(file)


def test_a_fault_in_a_later_batch_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from einamt.catalog.importing.xzufi import passes

    monkeypatch.setattr(passes, "SERVICES_AT_ONCE", 1)
    path = write(tmp_path / "m.xml", leistung("1"), leistung("2"))
    broken = path.read_text().replace("</x:transfer>", "<x:schreibe>")
    path.write_text(broken)
    with pytest.raises(CommandError, match="Nothing imported"):
        import_message(path)
    assert not PublicService.objects.exists()
    assert not Organisation.objects.exists()


def test_signs_that_mean_something_in_html_stay_signs_in_lists(tmp_path: Path) -> None:
    entries = (
        "&lt;ul&gt;&lt;li&gt;&lt;strong&gt;a &amp;lt;b&amp;gt; c&lt;/strong&gt; d &amp;amp; e&lt;/li&gt;&lt;/ul&gt;"
    )
    import_message(write(tmp_path / "m.xml", leistung("1", module("08", entries))))
    item = ServiceItem.objects.get()
    assert (item.name, item.description) == ("a <b> c", "d & e")
