"""What our own importer took in from DLDB files, it reads back from our own export."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from benchmarks.searching.quality import CATALOGS, query_set
from einamt.catalog.importing.records import CatalogState
from einamt.catalog.importing.stored import stored_catalog
from einamt.catalog.models import Office, Organisation, PublicService, Topic
from tests.catalog.conftest import FileMaker, berlin_office, berlin_service, munich_service, offer
from tests.catalog.exchange.messages import export
from tests.catalog.test_import import run_import
from tests.factories.catalog import make_office, make_service

pytestmark = pytest.mark.django_db


def exported(folder: Path, *, source: str) -> list[Path]:
    """All lists that there are."""
    files = []
    for name, model in (("services", PublicService), ("locations", Office), ("topics", Topic)):
        if model._default_manager.filter(source=source).exists():
            files.append(export(folder / f"out-{name}.json", format="dldb", list=name, source=source))
    return files


def state_of(source: str) -> CatalogState:
    return stored_catalog(source=source, language="de").state


def empty() -> None:
    PublicService.objects.all().delete()
    Office.objects.all().delete()
    Topic.objects.all().delete()
    while rows := Organisation.objects.filter(children=None):
        rows.delete()


def assert_reads_back(folder: Path, source: str) -> None:
    before = state_of(source)
    files = exported(folder, source=source)
    assert "Nothing to change." in run_import(*files, source=source, withdraw=True)
    empty()
    run_import(*files, source=source)
    after = state_of(source)
    for kind in ("organisations", "topics", "offices", "services", "offers"):
        then, now = getattr(before, kind), getattr(after, kind)
        public = {key for key, one in then.items() if getattr(one, "is_public", True) or key in now}
        if kind == "offers":
            public = {key for key in then if key[0] in after.services and key[1] in after.offices}
        assert {key: then[key] for key in public} == now, kind


@pytest.mark.parametrize("key", ["berlin", "munich"])
def test_the_real_catalogue_reads_back(tmp_path: Path, key: str) -> None:
    files = query_set(key).files
    if missing := [path.name for path in files if not path.exists()]:
        pytest.skip(f"the real catalogues are not in {CATALOGS}: {', '.join(missing)}")
    run_import(*files)
    assert_reads_back(tmp_path, PublicService.objects.values_list("source", flat=True)[0])


def test_a_full_entry_of_berlin_reads_back(tmp_path: Path, berlin_file: FileMaker) -> None:
    service = berlin_service(
        "1",
        description="Was es ist.\n\n- <b> ist kein Markup",
        process_time="Zwei Wochen",
        fees="10 Euro",
        responsibility_all=True,
        onlineprocessing={"link": "https://online.example.de", "description": ""},
        requirements=[{"name": "Passfoto", "description": "biometrisch", "link": ""}],
        forms=[{"name": "Antrag", "link": "https://example.de/a.pdf"}],
        meta={
            "url": "https://service.example.de/1/",
            "keywords": "Pass, Reise",
            "lastupdate": "2018-01-02T03:04:05+01:00",
        },
        authorities=[{"id": "7", "name": "Bezirksamt"}],
        locations=[offer(location="100")],
    )
    office = berlin_office(
        "100",
        opening_times={"monday": "08:00-12:00 und 13:00-18:00", "tuesday": "nach Vereinbarung", "special": "Nur bar"},
        contact={"phone": "115", "email": "amt@example.de", "webinfo": "https://example.de", "fax": "1"},
        services=[offer(service="1")],
    )
    topics = [
        {"id": "10", "name": "Ausweise", "path": "ausweise"},
        {"id": "11", "name": "Pässe", "path": "p", "relation": {"parents": [{"id": "10"}], "services": [{"id": "1"}]}},
    ]
    run_import(berlin_file([service]), berlin_file([office], name="o.json"), berlin_file(topics, name="t.json"))
    assert_reads_back(tmp_path, "service.example.de")


def test_an_entry_of_munich_reads_back_with_what_it_says_about_being_public(
    tmp_path: Path, munich_file: FileMaker
) -> None:
    described = "<p>" + "Ein Text für alle, die es brauchen. " * 3 + "</p>"
    run_import(munich_file([munich_service("1"), munich_service("2", public=False, description=described)]))
    assert_reads_back(tmp_path, "stadt.example.de")


def test_an_editors_change_goes_out(tmp_path: Path, berlin_file: FileMaker) -> None:
    run_import(berlin_file([berlin_service("1", fees="10 Euro")]))
    PublicService.objects.get().texts.update(costs_note="12 Euro")
    (file,) = exported(tmp_path, source="service.example.de")
    assert json.loads(file.read_text())["data"][0]["fees"] == "12 Euro"


def test_a_catalogue_of_our_own_goes_out_and_comes_in(tmp_path: Path) -> None:
    office = make_office()
    make_service(offices=[office], steps=2)
    files = exported(tmp_path, source="test")
    empty()
    run_import(*files, source="test")
    service = PublicService.objects.get()
    assert service.texts.get().name == "Reisepass beantragen"
    assert service.offers.get().steps == 2
    assert sorted(service.items.values_list("name", flat=True)) == ["Alter Ausweis", "Biometrisches Passfoto"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"source": "nowhere"}, "There are no services of nowhere"), ({}, "Please say --source; there are a, b")],
)
def test_an_export_that_cannot_be_leaves_no_file(tmp_path: Path, options: dict[str, Any], reason: str) -> None:
    for source in ("a", "b"):
        PublicService.objects.filter(pk=make_service().pk).update(source=source)
    with pytest.raises(CommandError, match=reason):
        export(tmp_path / "out.json", format="dldb", **options)
    assert list(tmp_path.iterdir()) == []


def test_an_export_goes_to_standard_output_where_no_file_is_named(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    make_service()
    call_command("catalog", "export", format="csv", stdout=StringIO())
    assert capfdbinary.readouterr().out.startswith("\ufeffsource;identifier".encode())
