"""Which files are taken: told by their content."""

from io import BytesIO

import pytest

from einamt.platform.attachments.rules import LONGEST_NAME, MOST_PIXELS, MediaType, is_whole, media_type_of, shown_name
from tests.factories.files import jpeg, pdf, png


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (pdf(), MediaType.PDF),
        (png(), MediaType.PNG),
        (jpeg(), MediaType.JPEG),
        (b"", None),
        (b"PK\x03\x04 a zip, or a Word file", None),
        (b"<html><script>alert(1)</script>%PDF-1.7", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"MZ a program", None),
        (b"GIF89a", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, expected: MediaType | None) -> None:
    assert media_type_of(BytesIO(content)) is expected


@pytest.mark.parametrize(
    ("content", "media_type"), [(pdf(), MediaType.PDF), (png(), MediaType.PNG), (jpeg(), MediaType.JPEG)]
)
def test_a_file_that_was_cut_off_is_not_whole(content: bytes, media_type: MediaType) -> None:
    assert is_whole(BytesIO(content), media_type)
    for length in (9, len(content) // 2, len(content) - 30):
        assert not is_whole(BytesIO(content[:length]), media_type), length


def test_a_photo_is_not_taken_for_whole_because_of_the_small_picture_in_its_head() -> None:
    whole = jpeg(thumbnail=jpeg(content=20))
    assert is_whole(BytesIO(whole), MediaType.JPEG)
    assert not is_whole(BytesIO(whole[:-40]), MediaType.JPEG)


def test_the_end_of_a_photo_is_found_where_two_pieces_meet() -> None:
    before = len(jpeg(content=0)) - len(b"\xff\xd9a film of two seconds")
    scan_from = before
    whole = jpeg(content=64 * 1024 - 1 - 1) if scan_from % 2 == 0 else jpeg(content=64 * 1024 - 2)
    assert is_whole(BytesIO(whole), MediaType.JPEG)


@pytest.mark.parametrize(("width", "height"), [(MOST_PIXELS, 2), (0, 5)])
def test_a_picture_that_no_machine_can_show_is_refused(width: int, height: int) -> None:
    assert not is_whole(BytesIO(png(width=width, height=height)), MediaType.PNG)


def test_a_photo_that_claims_to_be_huge_is_refused() -> None:
    assert not is_whole(BytesIO(jpeg(width=65_000, height=65_000)), MediaType.JPEG)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Đặng-Nguyễn.png", "Đặng-Nguyễn.png"),
        ("IMG_0815.PNG", "IMG_0815.PNG"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Dokumente\\Urkunde.png", "Urkunde.png"),
        ("Zeugnis.png.exe", "Zeugnis.png.exe.png"),
        ("gnp.\u202efdp.png", "gnp.fdp.png"),
        ('"; filename="x.html\r\nX: y.png', '"; filename="x.htmlX: y.png'),
        ("", "Datei.png"),
        (".png", "Datei.png"),
    ],
)
def test_a_name_is_kept_without_what_could_deceive(name: str, shown: str) -> None:
    assert shown_name(name, MediaType.PNG) == shown


def test_a_long_name_keeps_its_ending() -> None:
    shown = shown_name("ä" * 500 + ".png", MediaType.PNG)
    assert len(shown) <= LONGEST_NAME
    assert shown.endswith("ä.png")
