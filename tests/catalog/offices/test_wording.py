"""Opening hours and coordinates as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.editing.wording import BadWording
from einamt.catalog.offices.wording import degrees_text, hours_text, read_degrees, read_hours


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", ()),
        ("08:00–12:00, 13:00–18:00", ((480, 720), (780, 1080))),
        ("13-18 und 8-12", ((480, 720), (780, 1080))),
        ("8.30 – 12 Uhr", ((510, 720),)),
        ("8 bis 24 Uhr", ((480, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert read_hours(typed) == spans


@pytest.mark.parametrize("typed", ["vormittags", "12-8", "8-8", "8-25", "8:75-12", "8-12, 11-13", "24:30-25"])
def test_hours_that_make_no_sense_are_refused(typed: str) -> None:
    with pytest.raises(BadWording):
        read_hours(typed)


@given(turns=st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True))
def test_hours_read_back_as_they_were_written(turns: list[int]) -> None:
    turns.sort()
    spans = tuple(zip(turns[::2], turns[1::2], strict=False))
    assert read_hours(hours_text(spans)) == spans


@given(value=st.floats(-90, 90).map(lambda value: round(value, 7)))
def test_coordinates_read_back_to_the_last_digit(value: float) -> None:
    assume_text = degrees_text(value)
    if "e" not in assume_text:  # so close to zero that nobody would type it
        assert read_degrees(assume_text, key="latitude") == value


@pytest.mark.parametrize(("typed", "value"), [("52,52", 52.52), (" 13 ", 13.0), ("", None)])
def test_coordinates_may_have_a_comma(typed: str, value: float | None) -> None:
    assert read_degrees(typed, key="latitude") == value


@pytest.mark.parametrize("typed", ["91", "Nord", "52.5.2", "1e3", "nan"])
def test_what_is_no_latitude_is_refused(typed: str) -> None:
    with pytest.raises(BadWording):
        read_degrees(typed, key="latitude")
