"""Serial numbers: read as they are typed, kept so that nobody can read them."""

import pytest

from einamt.procedures.identity_documents.errors import BadNumber
from einamt.procedures.identity_documents.numbers import check_digit, hash_of_typed, number_hash, parse_number


@pytest.mark.parametrize(
    "typed",
    [
        "LZ6011T47",
        "LZ6O11T47",
        "lz6o11t47",
        "LZ6 011 T47",
        "LZ60IIT47",
        "LZ-6011-T47",
        f"LZ6011T47{check_digit(number='LZ6011T47')}",
    ],
)
def test_a_number_is_read_however_it_was_typed(typed: str) -> None:
    assert parse_number(typed) == "LZ6011T47"


@pytest.mark.parametrize("typed", ["", "LZ6011T4", "LZ6011T4711", "LZ6011T4E", "LZ6011T47X", "ÄZ6011T47", "LZ6011T４7"])
def test_what_cannot_be_a_number_is_refused(typed: str) -> None:
    with pytest.raises(BadNumber):
        parse_number(typed)


def test_a_wrong_check_digit_is_a_slip() -> None:
    wrong = (int(check_digit(number="LZ6011T47")) + 1) % 10
    with pytest.raises(BadNumber):
        parse_number(f"LZ6011T47{wrong}")


def test_the_check_digit_is_that_of_the_specification() -> None:
    """ICAO 9303-4, Appendix B: the specimen's number L898902C3 has the check digit 6."""
    assert check_digit(number="L898902C3") == "6"


def test_each_authority_has_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from einamt.procedures.identity_documents import numbers

    purposes = []
    monkeypatch.setattr(numbers, "keyed_hash", lambda **given: purposes.append(given["purpose"]) or "x")
    number_hash(number="LZ6011T47")
    number_hash(number="LZ7011T47")
    hash_of_typed("unsinn")
    assert len(set(purposes)) == 3


def test_nonsense_has_a_hash_that_nothing_has() -> None:
    assert hash_of_typed("unsinn") == hash_of_typed("") != number_hash(number="LZ6011T47")
