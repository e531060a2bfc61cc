from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.exporting.markup import html_of
from einamt.catalog.rules import texts

_LINES = st.sampled_from(
    ["Ein Satz.", "- eins", "- zwei [hier](https://a.de/b)", "1. erst", "2. dann", "[Wort](https://a.de)", "a < b & c"]
)
_TEXTS = st.lists(st.lists(_LINES, min_size=1, max_size=4).map("\n".join), max_size=4).map("\n\n".join)


@given(_TEXTS.map(texts.tidy))
def test_a_structured_text_reads_back_from_its_html(text: str) -> None:
    markup = html_of(text)
    assert (texts.from_html(markup).text if texts.is_html(markup) else texts.tidy(markup)) == text


@given(st.text().map(texts.tidy))
def test_any_text_reads_back_or_is_at_least_harmless(text: str) -> None:
    markup = html_of(text)
    read = texts.from_html(markup).text if texts.is_html(markup) else texts.tidy(markup)
    assert read == text or texts.is_html(text)
    assert "<script" not in markup.lower() or "&lt;script" in markup.lower()


def test_paragraphs_lists_and_links_are_html_that_others_can_show() -> None:
    assert html_of("Ja:\n\n- a\n- [b](https://b.de)") == (
        '<p>Ja:</p><ul><li>a</li><li><a href="https://b.de">b</a></li></ul>'
    )
