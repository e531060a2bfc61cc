from pathlib import Path

import pytest
from django.core.management.base import CommandError

from einamt.catalog.importing.xzufi import message
from einamt.catalog.models import Organisation, PublicService
from tests.catalog.exchange.messages import DATA, NAMESPACES, import_message, leistung, loesche, module, write

pytestmark = pytest.mark.django_db
ROOT = f'<x:transfer xmlns:x="{NAMESPACES["2.2"]}">'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


def assert_refused(path: Path, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        import_message(path)
    assert not PublicService.objects.exists()
    assert not Organisation.objects.exists()


def test_a_billion_laughs_are_refused_for_their_doctype(tmp_path: Path) -> None:
    assert_refused(write(tmp_path / "m.xml", leistung(name="&j;"), head=LAUGHS), "has a DOCTYPE")


def test_an_external_entity_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    head = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    assert_refused(write(tmp_path / "m.xml", leistung(name="&s;"), head=head), "has a DOCTYPE")


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!-- erst ein Kommentar --><?pi x?>\n<!DOCTYPE x>",
        f"<!--{'x' * 70_000}--><!DOCTYPE x []>",
    ],
)
def test_any_doctype_is_refused_wherever_it_stands(tmp_path: Path, head: str) -> None:
    assert_refused(write(tmp_path / "m.xml", leistung(), head=head), "has a DOCTYPE")


def test_a_doctype_hidden_in_another_encoding_is_refused_for_the_encoding(tmp_path: Path) -> None:
    assert_refused(write(tmp_path / "m.xml", leistung(), head="<!DOCTYPE x>", encoding="utf-16"), "is in UTF-16")


def test_the_word_doctype_in_a_text_is_no_doctype(tmp_path: Path) -> None:
    import_message(write(tmp_path / "m.xml", leistung("1", module("06", "&lt;!DOCTYPE html&gt;"))))
    assert PublicService.objects.exists()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b'{"data": []}', "is no XML"),
        (b"\xff\xfe<\x00x\x00", "is in UTF-16; XÖV messages are in UTF-8"),
        (b"PK\x03\x04\x00\x00", "is no XML; an XZuFi message begins with '<'"),
        (b"<\x89PNG\x00\x00", "is no XML; it holds a NUL"),
        (f"{ROOT}<x:schreibe></x:schreibe></x:trans".encode(), "ends in the middle: it has not arrived whole"),
        (f"{ROOT}<x:schreibe><x:leis".encode(), "ends in the middle: it has not arrived whole"),
        (f"{ROOT}<x:schreibe>Ein Te".encode(), "ends in the middle: it has not arrived whole"),
        (b"\xff\xfe", "is no XML"),
        (b"<leistung/>", "<leistung> is in no namespace"),
        (b'<x:transfer xmlns:x="http://xoev.de/schemata/xzufi/2_1_0"/>', "namespace .*2_1_0.*XZuFi is read in"),
        (b'<x:transfer xmlns:x="http://xoev.de/schemata/xzufi/9_0_0"/>', "namespace .*9_0_0"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "<html> is in the namespace"),
        (ROOT.encode(), "ends in the middle: it has not arrived whole"),
        (f"{ROOT}<x:schreibe><x:leistung></x:transfer>".encode(), "is not sound XML .line 1, .*tag mismatch"),
        (f"{ROOT}&unknown;</x:transfer>".encode(), "is not sound XML .line 1, .*Entity 'unknown' not defined"),
        (f"{ROOT}<x:schreibe>\xe4</x:schreibe></x:transfer>".encode("latin-1"), "is not UTF-8 all through"),
    ],
)
def test_a_file_that_is_no_sound_message_is_refused_with_its_reason(tmp_path: Path, raw: bytes, reason: str) -> None:
    path = tmp_path / "m.xml"
    path.write_bytes(raw)
    assert_refused(path, reason)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16"])
def test_another_encoding_than_utf_8_is_refused(tmp_path: Path, encoding: str) -> None:
    assert_refused(write(tmp_path / "m.xml", leistung(), encoding=encoding), "XÖV messages are in UTF-8")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert_refused(tmp_path / "nowhere.xml", "No such file")


def test_a_file_cut_off_anywhere_leaves_nothing_behind(tmp_path: Path) -> None:
    whole = (DATA / "message-2.2.xml").read_bytes()
    path = tmp_path / "cut.xml"
    for share in (0.1, 0.35, 0.6, 0.85, 0.999):
        path.write_bytes(whole[: int(len(whole) * share)])
        assert_refused(path, "Nothing imported")


def test_an_object_that_never_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message, "LARGEST_OBJECT_BYTES", 200_000)
    many = "".join(module("06", "x" * 1000) for _ in range(300))
    assert_refused(write(tmp_path / "m.xml", leistung("1", many)), "an object of more than")


def test_elements_nested_more_deeply_than_any_message_are_refused(tmp_path: Path) -> None:
    assert_refused(write(tmp_path / "m.xml", leistung("1", "<x:a>" * 400 + "</x:a>" * 400)), "not sound XML")


def test_two_objects_that_differ_under_one_identifier_are_refused(tmp_path: Path) -> None:
    twice = write(tmp_path / "m.xml", leistung("1", name="Hund anmelden"), leistung("1", name="Hund abmelden"))
    assert_refused(twice, "operation 2: leistung L1:1 stands twice in the message, in different ways")
    both = write(tmp_path / "m.xml", leistung("1"), loesche("leistung", "1"))
    assert_refused(both, "stands twice in the message")


def test_the_second_of_two_files_being_broken_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    good, bad = write(tmp_path / "a.xml", leistung()), tmp_path / "b.xml"
    bad.write_text(f"{ROOT}<x:schreibe>")
    with pytest.raises(CommandError):
        import_message(good, bad)
    assert not PublicService.objects.exists()


@pytest.mark.parametrize("markup", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=x()>"])
def test_script_in_a_text_does_not_come_in(tmp_path: Path, markup: str) -> None:
    escaped = markup.replace("<", "&lt;").replace(">", "&gt;")
    import_message(write(tmp_path / "m.xml", leistung("1", module("06", f"Gut.{escaped}"), module("08", escaped))))
    text = PublicService.objects.get().texts.get()
    assert "<" not in text.description
    assert "alert" not in text.description
