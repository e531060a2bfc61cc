"""The city's seal: what it covers, and what is found out about files that claim to bear it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader, PdfWriter
from pytest_django import Settings

from einamt.platform.pdf import seals
from einamt.platform.pdf.sealing import check_seal, seal_pdf
from einamt.platform.pdf.seals import BadSeal, Finding, current_seal, known_certificates
from einamt.platform.pdf.typesetting import typeset

NOW = datetime(2026, 11, 24, 8, 36, tzinfo=UTC)


@pytest.fixture(autouse=True)
def keys_folder(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """An installation that has not sealed anything yet."""
    settings.KEYS_FOLDER, settings.SEAL_FILE, settings.SEAL_PASSWORD = tmp_path / "keys", None, ""
    _forget()
    yield tmp_path / "keys"
    _forget()


def _forget() -> None:
    for remembered in (seals._read, seals._read_own, seals._remember):
        remembered.cache_clear()


@pytest.fixture
def letter(tmp_path: Path) -> bytes:
    template = tmp_path / "letter.typ"
    template.write_text('#set document(title: "Brief")\n#set text(font: "Fira Sans")\nLieber #sys.inputs.name')
    return typeset(template=template, values={"name": "Đặng-Nguyễn"}, now=NOW)


def sealed(letter: bytes) -> bytes:
    return seal_pdf(pdf=letter, city_name="Musterstadt", reason="Brief", now=NOW)


def test_a_sealed_letter_is_ours_and_says_what_it_said(letter: bytes) -> None:
    made = sealed(letter)
    assert check_seal(pdf=made) is Finding.OURS
    assert "Đặng-Nguyễn" in PdfReader(BytesIO(made)).pages[0].extract_text()
    assert made.startswith(letter)  # sealing adds, and changes nothing


def metadata_of(pdf: bytes) -> bytes:
    metadata = PdfReader(BytesIO(pdf)).xmp_metadata
    assert metadata is not None
    return metadata.stream.get_data()


def test_the_seal_leaves_alone_which_standards_the_letter_keeps(letter: bytes) -> None:
    assert metadata_of(sealed(letter)) == metadata_of(letter)
    for mark in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert mark in metadata_of(letter)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9])
def test_a_changed_byte_is_found(letter: bytes, share: float) -> None:
    changed = bytearray(sealed(letter))
    changed[int(len(letter) * share)] ^= 1
    assert check_seal(pdf=bytes(changed)) in {Finding.CHANGED, Finding.UNREADABLE}


def test_no_damage_breaks_the_checking_and_none_passes_unseen(letter: bytes) -> None:
    made = sealed(letter)
    seal_at = made.index(b"/Contents <", len(letter))
    behind = made.index(b"/ByteRange")
    # all over the file, and densely where the seal itself stands, which libraries of cryptography read
    for place in [*range(0, len(made), 41), *range(seal_at, seal_at + 400), *range(behind, behind + 120)]:
        changed = bytearray(made)
        changed[place] ^= 1
        found = check_seal(pdf=bytes(changed))
        is_of_the_seal = seal_at < place < behind  # its own bytes, and room beside them, it cannot cover
        assert found is not Finding.OURS or is_of_the_seal, place
        shortened = made[:place]
        assert check_seal(pdf=shortened) is not Finding.OURS, place


def test_what_was_added_after_sealing_was_not_sealed(letter: bytes) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(sealed(letter)))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    added = BytesIO()
    writer.write(added)
    assert check_seal(pdf=added.getvalue()) is Finding.CHANGED


def test_a_seal_of_somebody_else_is_foreign(letter: bytes, settings: Settings, tmp_path: Path) -> None:
    made = sealed(letter)
    settings.KEYS_FOLDER = tmp_path / "elsewhere"
    _forget()
    assert check_seal(pdf=made) is Finding.FOREIGN


def test_a_file_without_a_seal_or_without_a_pdf_is_called_so(letter: bytes) -> None:
    copied = BytesIO()
    PdfWriter(clone_from=BytesIO(letter)).write(copied)
    assert check_seal(pdf=copied.getvalue()) is Finding.UNSEALED
    for content in (b"", b"%PDF-1.7", b"GIF89a", letter[:300], b"\x00" * 5000):
        assert check_seal(pdf=content) is Finding.UNREADABLE


def test_the_installation_makes_its_own_seal_once(keys_folder: Path) -> None:
    first, second = (current_seal(city_name="Musterstadt", now=NOW + timedelta(days=days)) for days in (0, 9))
    assert first == second
    certificate = x509.load_der_x509_certificate(first.certificate)
    assert certificate.subject.rfc4514_string() == "CN=Siegel Musterstadt,O=Musterstadt"
    assert {path.stat().st_mode & 0o777 for path in (keys_folder / "seals").iterdir()} == {0o600}


def test_the_seal_of_a_trust_service_is_used_and_what_the_old_one_sealed_stays_ours(
    letter: bytes, settings: Settings, keys_folder: Path, tmp_path: Path
) -> None:
    before = sealed(letter)
    own = (keys_folder / "seals" / "own.pem").read_bytes()
    settings.KEYS_FOLDER = tmp_path / "authority"
    current_seal(city_name="Stadt mit eigenem Siegel", now=NOW)
    pem = (tmp_path / "authority" / "seals" / "own.pem").read_bytes()
    key, certificate = load_pem_private_key(pem, None), x509.load_pem_x509_certificate(pem)
    bought = tmp_path / "siegel.p12"
    encryption = BestAvailableEncryption(b"geheim")
    bought.write_bytes(pkcs12.serialize_key_and_certificates(b"siegel", key, certificate, None, encryption))  # type: ignore[arg-type]
    settings.KEYS_FOLDER, settings.SEAL_FILE, settings.SEAL_PASSWORD = keys_folder, bought, "geheim"
    _forget()
    after = sealed(letter)
    assert [check_seal(pdf=pdf) for pdf in (before, after)] == [Finding.OURS, Finding.OURS]
    assert len(known_certificates()) == 2
    assert (keys_folder / "seals" / "own.pem").read_bytes() == own
    settings.SEAL_PASSWORD = "falsch"
    _forget()
    with pytest.raises(BadSeal, match=r"siegel\.p12"):
        sealed(letter)


def test_a_seal_that_is_gone_is_named(settings: Settings, tmp_path: Path, letter: bytes) -> None:
    settings.SEAL_FILE = tmp_path / "weg.p12"
    with pytest.raises(BadSeal, match=r"weg\.p12"):
        sealed(letter)
