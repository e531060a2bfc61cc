"""Structured text as the HTML that XZuFi wants, such that reading it again gives the same text."""

from collections.abc import Iterator
from html import escape

from einamt.catalog.rules import texts


def html_of(text: str) -> str:
    """HTML that `texts.from_html` turns into `text` again.

    Paragraphs, lists and links where they survive the way back; else lines with breaks; else the text as it is, which
    readers of the standard take for a text without markup.
    """
    if not text:
        return ""
    for markup in _candidates(text):
        if texts.from_html(markup).text == text:
            return markup
    return text if not texts.is_html(text) else _lines(text)


def title_of(text: str) -> str:
    """A name as it is, which readers take for plain text; as HTML only where they would take it for HTML anyway."""
    return html_of(text) if texts.is_html(text) else text


def _candidates(text: str) -> Iterator[str]:
    yield "".join(_block(block) for block in texts.blocks(text))
    yield "".join(f"<p>{'<br>'.join(_with_links(line) for line in part)}</p>" for part in _paragraphs(text))
    yield _lines(text)


def _block(block: texts.Block) -> str:
    if isinstance(block, texts.Paragraph):
        return f"<p>{'<br>'.join(_inline(line) for line in block.lines)}</p>"
    tag = "ol" if block.is_numbered else "ul"
    return f"<{tag}>{''.join(f'<li>{_inline(entry)}</li>' for entry in block.entries)}</{tag}>"


def _inline(words: list[texts.Words]) -> str:
    return "".join(
        f'<a href="{escape(run.address)}">{escape(run.text)}</a>' if run.address else escape(run.text) for run in words
    )


def _with_links(line: str) -> str:
    found = texts.blocks(line)
    is_one_line = len(found) == 1 and isinstance(found[0], texts.Paragraph) and len(found[0].lines) == 1
    return _inline(found[0].lines[0]) if is_one_line and isinstance(found[0], texts.Paragraph) else escape(line)


def _lines(text: str) -> str:
    return "".join(f"<p>{'<br>'.join(escape(line) for line in part)}</p>" for part in _paragraphs(text))


def _paragraphs(text: str) -> list[list[str]]:
    return [part.split("\n") for part in text.split("\n\n")]
