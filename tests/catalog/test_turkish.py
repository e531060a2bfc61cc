import pytest

from einamt.catalog.search.service import found_in
from einamt.catalog.search.turkish import TurkishForms
from tests.catalog.test_search import index_of

LISTED = ("kimlik", "pasaport", "ehliyet", "çocuk", "kayıt", "değiştirme", "uzatma", "taşınma", "yeni")


@pytest.fixture(scope="module")
def forms() -> TurkishForms:
    return TurkishForms(map(_folded, LISTED))


def _folded(word: str) -> str:
    return word.translate(str.maketrans("çğışöü", "cgisou"))


@pytest.mark.parametrize(
    ("form", "basic"),
    [
        ("kimliğimi", "kimlik"),
        ("kimliğinizi", "kimlik"),
        ("kimlikler", "kimlik"),
        ("kimlik", "kimlik"),
        ("pasaportumu", "pasaport"),
        ("pasaportlarımızdan", "pasaport"),
        ("ehliyetim", "ehliyet"),
        ("çocuğumun", "çocuk"),
        ("çocuğa", "çocuk"),
        ("değiştirmek", "değiştirme"),
        ("değiştirmem", "değiştirme"),
        ("uzatıyorum", "uzatma"),
        ("taşındık", "taşınma"),
    ],
)
def test_a_form_leads_to_the_word_that_is_listed(forms: TurkishForms, form: str, basic: str) -> None:
    assert forms.basic(_folded(form)) == _folded(basic)


def test_what_was_a_form_of_a_word_stays_one_when_more_are_listed(forms: TurkishForms) -> None:
    more = forms.also(["kimligi", "randevu"])
    assert more.basic("kimligimi") == "kimlik"
    assert more.basic("randevumu") == "randevu"
    assert forms.basic("randevumu") == ""


@pytest.mark.parametrize(
    "word", ["kimono", "passport", "ehrlich", "kind", "kimlikxyz", "yenileme", "mik", "", "паспорт"]
)
def test_no_other_word_is_taken_for_one(forms: TurkishForms, word: str) -> None:
    assert forms.basic(word) == ""


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("pasaportumu çaldırdım", "Verlust des Reisepasses melden"),
        ("pasaportumu uzatmak istiyorum", "Reisepass beantragen"),
        ("kimliğimi kaybettim", "Verlust des Personalausweises melden"),
        ("çocuğumun kimliği", "Personalausweis für ein Kind beantragen"),
        ("ehliyetimi değiştirmek", "Führerschein umtauschen"),
        ("oturma iznimi uzatmak", "Aufenthaltserlaubnis verlängern"),
        ("soyadımı değiştirmek", "Namensänderung"),
    ],
)
def test_a_service_is_found_in_turkish_whatever_the_endings(query: str, first: str) -> None:
    index = index_of(
        "Reisepass beantragen",
        "Verlust des Reisepasses melden",
        "Personalausweis beantragen",
        "Personalausweis für ein Kind beantragen",
        "Verlust des Personalausweises melden",
        "Führerschein umtauschen",
        "Aufenthaltserlaubnis verlängern",
        "Namensänderung",
    )
    found = found_in(index=index, query=query, limit=3)
    assert not found.flagged
    assert found.hits[0].identifier == first
