"""What a page tells search engines and assistants about itself, as JSON-LD in the words of schema.org."""

import json
from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe

_INSIDE_SCRIPT = str.maketrans(
    {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def script(data: Mapping[str, object]) -> SafeString:
    """`data` as the content of a `<script type="application/ld+json">`."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_INSIDE_SCRIPT))  # noqa: S308 - escaped just now


def web_page(*, url: str, name: str, kind: str, language: str, publisher: str) -> SafeString:
    """A public page that has no data of its own, as such content; `kind` is schema.org's, such as `ContactPage`."""
    return script(
        {
            "@context": "https://schema.org",
            "@type": kind,
            "@id": url,
            "url": url,
            "name": name,
            "inLanguage": language,
            "publisher": {"@type": "GovernmentOrganization", "name": publisher},
        }
    )
