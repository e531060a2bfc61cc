"""Showing the catalogue's structured texts."""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from einamt.catalog.queries.remembering import Kept
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


class KeptNode(template.Node):
    """What stands between `{% kept key %}` and `{% endkept %}`."""

    def __init__(self, nodelist: NodeList, key: FilterExpression) -> None:
        self.nodelist = nodelist
        self._key = key
        self._rendered: Kept[SafeString] = Kept()

    def render(self, context: Context) -> SafeString:
        """As it was rendered under the key before; anew where the key is empty."""
        key = self._key.resolve(context)
        if not key:
            return self.nodelist.render(context)
        return self._rendered.answer(key=(get_language(), key), read=lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept key %} … {% endkept %}`: render once in each language, and again when the catalogue has changed.

    `key` says whatever else the part depends on; with an empty one, nothing is kept.

    :raises TemplateSyntaxError: there is not exactly one key.
    """
    try:
        _, key = token.split_contents()
    except ValueError as error:
        message = "kept takes one key"
        raise template.TemplateSyntaxError(message) from error
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, parser.compile_filter(key))


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
