import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from einamt.catalog.importing import reading
from einamt.catalog.models import Office, PublicService
from tests.catalog.conftest import FileMaker, berlin_office, berlin_service, munich_service, no_progress
from tests.catalog.test_import import run_import

pytestmark = pytest.mark.django_db


def assert_refused(path: Path, message: str, **options: Any) -> None:
    with pytest.raises(CommandError, match=message):
        run_import(path, **options)
    assert not PublicService.objects.exists()
    assert not Office.objects.exists()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'{"created": "2018", "datacount": 2, "data": [{"id": "1", "na', "has not arrived whole"),
        (b"", "has not arrived whole"),
        (b'{"data": [\xff]}', "is not UTF-8: byte 0xff in line 1"),
        (b"<leistung/>", "holds XML; this format is JSON"),
        (b"[1, 2]", "holds no object with `data`"),
        (b'{"a": 1}', "has no 'data', but a"),
        (b'{"data": []}', "is in no dialect of DLDB that is known"),
        (b'{"data": 5, "meta": {"datacount": 1}}', "'data' is no list"),
        (b'{"data": [], "meta": {"datacount": 0}}', "holds no entries"),
        (b'{"data": [7], "meta": {"datacount": 1}}', r"data\[0\]: expected an object, found int"),
        (b'{"data": [{"x": 1}], "meta": {"datacount": 1}}', "cannot tell what the entries are"),
        (b'{"data": [], "meta": {"datacount": NaN}}', "NaN is not a value"),
        (b'{"data": ' + b"[" * 100_000, "nested more deeply than any catalogue|has not arrived whole"),
        (b'{"created": "", "datacount": 1, "error": true, "data": []}', "written with an error"),
        (b'{"data": ' + b"9" * 5000 + b"}", "is not JSON: a number of 5000 digits is no value of a catalogue"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(tmp_path: Path, raw: bytes, message: str) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(raw)
    assert_refused(path, message)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert_refused(tmp_path / "nowhere.json", "No such file")


def test_a_file_too_large_to_hold_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE_BYTES", 1000)
    path = tmp_path / "large.json"
    path.write_bytes(b" " * 2000)
    assert_refused(path, "large.json has 0 MB")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"id": ""}, "'id' is ''; expected an identifier"),
        ({"id": ["1"]}, "expected an identifier"),
        ({"name": {"de": "x"}}, r"data\[0\] \(id 1\): 'name' is an object; expected a text"),
        ({"locations": "100"}, "'locations' is '100'; expected a list"),
        ({"locations": ["100"]}, "expected an object"),
        ({"locations": [{"location": "1", "appointment": {"slots": "viele"}}]}, "'slots' is 'viele'; expected a whole"),
        ({"locations": [{"location": "1", "appointment": {"allowed": "?"}}]}, "expected true or false"),
        ({"meta": 3}, "'meta' is 3; expected an object"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_place(
    berlin_file: FileMaker, values: dict[str, Any], message: str
) -> None:
    assert_refused(berlin_file([berlin_service("1") | values]), message)


def test_two_different_entries_with_one_id_are_refused_and_both_named(berlin_file: FileMaker) -> None:
    twice = berlin_file([berlin_service("1", name="Hund anmelden"), berlin_service("1", name="Hund abmelden")])
    assert_refused(twice, r"data\[0\] \('Hund anmelden'\) and data\[1\] \('Hund abmelden'\) both have the id 1")


def test_the_envelope_of_one_dialect_around_entries_of_the_other_is_refused(
    berlin_file: FileMaker, munich_file: FileMaker
) -> None:
    assert_refused(berlin_file([munich_service("1")]), "envelope of berlin's dialect and entries of munich's")
    assert_refused(munich_file([berlin_service("1")]), "envelope of munich's dialect and entries of berlin's")


def test_two_dialects_in_one_call_are_refused(berlin_file: FileMaker, munich_file: FileMaker) -> None:
    berlin = berlin_file([berlin_office("100")], name="offices.json")
    with pytest.raises(CommandError, match="they are two catalogues"):
        run_import(berlin, munich_file([munich_service("1")]))


def test_the_same_list_twice_in_one_call_is_refused(berlin_file: FileMaker) -> None:
    one, other = berlin_file([berlin_service("1")]), berlin_file([berlin_service("2")], name="more.json")
    with pytest.raises(CommandError, match=r"services.json and more.json both list services"):
        run_import(one, other)


def test_files_that_do_not_say_whose_they_are_need_a_source(berlin_file: FileMaker) -> None:
    topics = berlin_file([{"id": "10", "name": "Ausweise", "path": "ausweise"}])
    with pytest.raises(CommandError, match="name it with --source"):
        run_import(topics)


def test_a_fault_in_the_middle_leaves_nothing_behind(berlin_file: FileMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    from einamt.catalog.importing.writing import Writer

    def fail(_self: Writer) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(Writer, "_write_offers", fail)
    with pytest.raises(RuntimeError):
        run_import(berlin_file([berlin_service("1")]))
    assert not PublicService.objects.exists()


def test_a_change_between_showing_and_applying_is_refused(berlin_file: FileMaker) -> None:
    from einamt.catalog.importing.errors import CatalogChangedMeanwhile
    from einamt.catalog.importing.findings import Findings
    from einamt.catalog.importing.reading import read_files
    from einamt.catalog.operations import import_catalog, import_plan

    run_import(berlin_file([berlin_service("1")]))
    delivery = read_files(
        paths=[berlin_file([berlin_service("1", name="Neu")])], format_name="dldb", findings=Findings()
    )
    plan = import_plan(delivery=delivery, source="service.example.de", may_withdraw=False, findings=Findings())
    PublicService.objects.get().texts.update(name="Von jemand anderem")
    with pytest.raises(CatalogChangedMeanwhile):
        import_catalog(plan=plan, progress=no_progress)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path, berlin_file: FileMaker) -> None:
    path = berlin_file([berlin_service("1")])
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(json.loads(path.read_text())).encode())
    run_import(path)
    assert PublicService.objects.count() == 1
