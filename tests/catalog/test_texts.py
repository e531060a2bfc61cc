import pytest
from hypothesis import given
from hypothesis import strategies as st

from einamt.catalog.rules import texts
from einamt.catalog.rules.texts import ListBlock, Paragraph, blocks, from_html, plain
from einamt.catalog.templatetags.catalog import structured


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Eins</p><p>Zwei</p>", "Eins\n\nZwei"),
        ("Zeile<br>Zeile", "Zeile\nZeile"),
        ("<ul><li>a</li><li>b</li></ul>Danach", "- a\n- b\n\nDanach"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<a href="https://a.de/x">Hier</a>', "[Hier](https://a.de/x)"),
        ('<a href="javascript:alert(1)">Hier</a>', "Hier"),
        ('<a href=" https://a.de/&quot;onclick=x">Hier</a>', "Hier"),
        ("<script>alert(1)</script><p>Rest</p><style>p{}</style>", "Rest"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("&Auml;pfel &amp; B\u200birnen", "Äpfel & Birnen"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("<img src=x onerror=alert(1)>", ""),
    ],
)
def test_html_becomes_structured_text(markup: str, text: str) -> None:
    assert from_html(markup).text == text


_PARTS = ["<p>", "</p>", "<ul>", "</ul>", "<ol>", "</ol>", "<li>", "</li>", "<b>", "</b>", "<br>", "<br/>", "<h2>"]
_WORDS = ["Wort", " ", "\n", "&amp;", "&lt", "&", "ä\u200b", "\u00a0", "a > b", "<span>", "<", "</p >", "<P>"]


@given(st.lists(st.sampled_from(_PARTS + _WORDS)).map("".join))
def test_plain_markup_is_read_as_the_parser_reads_it(markup: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "_read_simple", lambda *_: False)
        parsed = from_html(markup)
    assert from_html(markup) == parsed


def test_a_structured_text_has_paragraphs_and_lists() -> None:
    first, second, third = blocks("Ein Absatz\nmit zwei Zeilen\n\n- eins\n- zwei\n\nEnde")
    assert isinstance(first, Paragraph)
    assert len(first.lines) == 2
    assert isinstance(second, ListBlock)
    assert len(second.entries) == 2
    assert isinstance(third, Paragraph)


def test_a_link_is_shown_as_a_link_and_read_out_as_words() -> None:
    text = "Siehe [Seite & mehr](https://a.de/?a=1&b=2)."
    assert structured(text) == ('<p>Siehe <a href="https://a.de/?a=1&amp;b=2" rel="noopener">Seite &amp; mehr</a>.</p>')
    assert plain(text) == "Siehe Seite & mehr."


@given(st.text())
def test_no_text_whatever_it_holds_becomes_markup_of_its_own(text: str) -> None:
    for source in (text, from_html(text).text, f"[{text}](https://a.de)", f'<a href="{text}">x</a>'):
        shown = structured(source)
        for tag in ("<p>", "</p>", "<ul>", "</ul>", "<ol>", "</ol>", "<li>", "</li>", "<br>", "</a>"):
            shown = shown.replace(tag, "")
        while (start := shown.find('<a href="')) >= 0:
            end = shown.index('" rel="noopener">', start)
            assert shown[start + 9 : end].startswith(("http://", "https://", "mailto:", "tel:"))
            shown = shown[:start] + shown[end + 17 :]
        assert "<" not in shown
        assert ">" not in shown


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("الهاتف \u200e+49 30 115", "الهاتف \u200e+49 30 115"),
        ("Pass\u200cfoto\u200f", "Passfoto"),
        ("\u200bالهاتف\u202e", "الهاتف"),
    ],
)
def test_joiners_and_marks_stay_where_a_script_needs_them(text: str, kept: str) -> None:
    assert texts.tidy(text) == kept
