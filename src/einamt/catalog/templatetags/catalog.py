"""Showing the catalogue's structured texts."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from einamt.catalog.rules.texts import Block, ListBlock, Words, blocks, plain

register = template.Library()


@register.filter
def structured(text: str) -> SafeString:
    """A structured text as paragraphs and lists; every word of it is escaped."""
    return format_html_join("\n", "{}", ((_block(block),) for block in blocks(text)))


@register.filter
def plain_text(text: str) -> str:
    """A structured text on one line, without its conventions."""
    return plain(text)


def _block(block: Block) -> SafeString:
    if isinstance(block, ListBlock):
        entries = format_html_join("", "<li>{}</li>", ((_line(entry),) for entry in block.entries))
        return format_html("<ol>{}</ol>" if block.is_numbered else "<ul>{}</ul>", entries)
    return format_html("<p>{}</p>", format_html_join(mark_safe("<br>"), "{}", ((_line(line),) for line in block.lines)))


def _line(line: list[Words]) -> SafeString:
    return format_html_join("", "{}", ((_words(words),) for words in line))


def _words(words: Words) -> SafeString | str:
    if not words.address:
        return words.text
    return format_html('<a href="{}" rel="noopener">{}</a>', words.address, words.text)
