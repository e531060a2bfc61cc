"""Out and in again: nothing that a message carries is lost, in either version."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from einamt.catalog.models import (
    Cost,
    LifeEvent,
    Organisation,
    PublicService,
    Responsibility,
    ServiceItem,
    ServiceText,
    Synonym,
)
from einamt.catalog.rules import texts
from tests.catalog.exchange.messages import DATA, NAMESPACES, catalogue, export, import_message, leistung, write

pytestmark = pytest.mark.django_db
VERSIONS = ["2.2", "2.3"]


def empty_the_catalogue() -> None:
    PublicService.objects.all().delete()
    LifeEvent.objects.all().delete()
    while rows := Organisation.objects.filter(children=None):
        rows.delete()


@pytest.mark.parametrize("version", VERSIONS)
def test_import_export_and_import_are_equal(tmp_path: Path, version: str) -> None:
    import_message(DATA / "message-2.2.xml")
    first = export(tmp_path / "first.xml", format=f"xzufi-{version}")
    empty_the_catalogue()
    import_message(first)
    before = catalogue(with_extra=True)
    second = export(tmp_path / "second.xml", format=f"xzufi-{version}")
    empty_the_catalogue()
    import_message(second)
    assert catalogue(with_extra=True) == before


def test_an_export_in_the_version_that_came_changes_nothing_when_it_comes_in_again(tmp_path: Path) -> None:
    import_message(DATA / "message-2.2.xml")
    exported = export(tmp_path / "out.xml", format="xzufi-2.2")
    assert "Nothing to change." in import_message(exported)


def test_what_both_versions_have_survives_the_way_there_and_back(tmp_path: Path) -> None:
    import_message(DATA / "message-2.2.xml")
    before = catalogue()
    rest_before = names_kept()
    newer = export(tmp_path / "newer.xml", format="xzufi-2.3")
    empty_the_catalogue()
    import_message(newer)
    older = export(tmp_path / "older.xml", format="xzufi-2.2")
    empty_the_catalogue()
    import_message(older)
    assert catalogue() == before
    assert rest_before - names_kept() == {"x:kennzeichenEA"}  # 2.3 does not have it


def names_kept() -> set[str]:
    kept = PublicService.objects.get(identifier="500").extra["xzufi"]["rest"]
    return {tree[0] for tree in kept}


@pytest.mark.parametrize("version", VERSIONS)
def test_an_export_is_sound_xml_of_its_version_with_its_elements_in_order(tmp_path: Path, version: str) -> None:
    from einamt.catalog.importing.xzufi.names import ORDER

    import_message(DATA / "message-2.2.xml")
    root = etree.parse(export(tmp_path / "out.xml", format=f"xzufi-{version}")).getroot()
    own = f"{{{NAMESPACES[version]}}}"
    assert root.tag == f"{own}transfer"
    services = root.findall(f"{own}schreibe/{own}leistung")
    assert len(services) == 2
    for service in services:
        names = [child.tag.removeprefix(own) for child in service]
        assert set(names) <= set(ORDER[version])
        assert names == sorted(names, key=ORDER[version].index)


def test_elements_that_a_version_does_not_have_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from io import StringIO

    from django.core.management import call_command

    import_message(DATA / "message-2.2.xml")
    said = StringIO()
    call_command("catalog", "export", format="xzufi-2.3", output=tmp_path / "out.xml", stdout=StringIO(), stderr=said)
    assert said.getvalue() == "1 × <kennzeichenEA> left out: XZuFi 2.3 does not have it.\n"


_WORDS = st.sampled_from(["Hund", "anmelden", "Straße", "§ 1 & 2", "<b>", "a=b", "Ärger", "[x]", "1.", "-", "«»", "ﬁ"])
_LINE = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)
_TEXT = st.lists(st.lists(_LINE, min_size=1, max_size=3).map("\n".join), max_size=3).map("\n\n".join).map(texts.tidy)
_NAME = _LINE.map(texts.tidy)
_LINKS = st.sampled_from(["", "https://a.de/b?c=1&d=2", "mailto:amt@example.de"])
_SERVICES = st.fixed_dictionaries(
    {
        "leika": st.sampled_from(["", "99036008003000"]),
        "needs_appointment": st.booleans(),
        "is_listed": st.booleans(),
        "is_public": st.booleans(),
        "responsible": st.sampled_from(list(PublicService.Responsible)),
        "channels": st.lists(st.sampled_from(["office", "post", "phone"]), unique=True),
        "updated_at": st.none() | st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, tz=UTC)),
        "texts": st.dictionaries(st.sampled_from(["de", "en", "tr"]), st.tuples(_NAME, *[_TEXT] * 6), min_size=1),
        "items": st.lists(
            st.tuples(st.sampled_from(["de", "en"]), st.sampled_from(list(ServiceItem.Kind)), _NAME, _TEXT, _LINKS),
            max_size=5,
            unique_by=lambda item: item[:3],
        ),
        "costs": st.lists(st.tuples(st.integers(0, 10**7), _NAME, _NAME), max_size=3),
        "words": st.sets(st.tuples(st.sampled_from(["de", "en"]), _NAME), max_size=3),
    }
)


def make(number: int, said: dict[str, Any], own: Organisation, event: LifeEvent) -> None:
    columns = ("leika", "needs_appointment", "is_listed", "is_public", "responsible", "channels", "updated_at")
    service = PublicService.objects.create(
        source="L1",
        identifier=str(number),
        slug=f"s-{number}",
        organisation=own,
        **{name: said[name] for name in columns},
    )
    for language, (name, *rest) in said["texts"].items():
        keys = ("summary", "description", "plain", "procedure", "duration", "responsible_body")
        values = dict(zip(keys, rest, strict=True))
        ServiceText.objects.create(service=service, language=language, name=" ".join(name.split()), **values)
    counts: dict[tuple[str, str], int] = {}
    for language, kind, name, description, link in said["items"]:
        if language not in said["texts"]:
            continue
        position = counts[language, kind] = counts.get((language, kind), -1) + 1
        ServiceItem.objects.create(
            service=service,
            language=language,
            kind=kind,
            position=position,
            name=name,
            description=description,
            link=link,
        )
    for position, (cents, label, label_en) in enumerate(said["costs"]):
        Cost.objects.create(service=service, position=position, cents=cents, label=label, label_en=label_en)
    for language, text in said["words"]:
        Synonym.objects.create(service=service, language=language, text=" ".join(text.split()))
    service.life_events.add(event)
    Responsibility.objects.create(service=service, organisation=own, area_key="1471301")


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(services=st.lists(_SERVICES, min_size=1, max_size=3))
def test_any_catalogue_of_our_own_comes_back_as_it_was(
    tmp_path: Path, version: str, services: list[dict[str, Any]]
) -> None:
    empty_the_catalogue()
    city = Organisation.objects.create(source="L1", identifier="c", kind="city", name="Stadt", residents=9)
    own = Organisation.objects.create(
        source="L1", identifier="d", kind="district", name="Bezirk", name_en="District", parent=city, area_key="1471"
    )
    event = LifeEvent.objects.create(key="hund", name="Hund", name_en="Dog")
    for number, said in enumerate(services):
        make(number, said, own, event)
    before = catalogue()
    exported = export(tmp_path / "out.xml", format=f"xzufi-{version}")
    empty_the_catalogue()
    import_message(exported)
    assert catalogue() == before


def test_an_online_address_of_our_own_comes_back(tmp_path: Path) -> None:
    import_message(write(tmp_path / "m.xml", leistung("1")))
    PublicService.objects.update(online_url="https://online.example.de", channels=["online"])
    before = catalogue()
    exported = export(tmp_path / "out.xml", format="xzufi-2.3")
    empty_the_catalogue()
    import_message(exported)
    assert catalogue() == before


def test_channels_keep_their_order_so_that_a_second_run_changes_nothing(tmp_path: Path) -> None:
    import_message(write(tmp_path / "m.xml", leistung("1")))
    PublicService.objects.update(online_url="https://online.example.de", channels=["online", "post", "office"])
    exported = export(tmp_path / "out.xml", format="xzufi-2.3")
    empty_the_catalogue()
    import_message(exported)
    assert PublicService.objects.get().channels == ["online", "post", "office"]
    assert "Nothing to change." in import_message(exported)


def test_what_a_source_has_deleted_is_not_handed_on(tmp_path: Path) -> None:
    import_message(write(tmp_path / "m.xml", leistung("1"), leistung("2")))
    PublicService.objects.filter(identifier="1").update(deleted_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert ">1</" not in export(tmp_path / "out.xml", format="xzufi-2.2").read_text()


def test_one_source_can_be_handed_out_by_itself(tmp_path: Path) -> None:
    import_message(DATA / "message-2.2.xml")
    said = export(tmp_path / "out.xml", format="xzufi-2.2", source="L100039").read_text()
    assert "Gewerbe anmelden" in said
    assert "Fahrzeug ummelden" not in said
