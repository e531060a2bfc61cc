"""The page of whoever waits for their turn: bytes made once for each sentence, complete in themselves.

No style sheet, script or picture is fetched for it: whoever waits asks for nothing else. Its few rules of style and
its script of two lines stand in the page, and its policy allows these alone, by their hash. When it is somebody's turn
the script asks again, or sends the form again; without scripts a page that has no form is reloaded by the browser.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from http import HTTPStatus
from math import ceil
from pathlib import Path
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext, override

from einamt.platform.web import headers

SHORTLY = 45.0
"""Up to so many seconds are "a few seconds"."""
_SECONDS = b"(seconds)"
"""Stands where each page says its own."""
MOST_BYTES, MOST_FIELDS = 32_768, 60
"""Of a form that is kept on the page; ours are far smaller."""

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;font:1.125rem/1.5 'Fira Sans',system-ui,sans-serif;color:light-dark(#12122b,#f4f4fa);"
    "background:light-dark(#fff,#14141f);border-block-start:.5rem solid light-dark(#183c9e,#f6b93b)}"
    "main{max-width:36rem;margin:0 auto;padding:3rem 1.25rem}svg{width:3rem;height:3rem}"
    "h1{font-size:1.75rem;line-height:1.25;margin:.75rem 0 1rem;text-wrap:balance}p{margin:0 0 1rem}"
    ".turn{font-size:1.25rem;font-weight:600;padding-inline-start:.75rem;border-inline-start:.25rem solid #f6b93b}"
    "button{font:inherit;font-weight:600;padding:.75rem 1.5rem;min-height:3rem;border:0;border-radius:.5rem;"
    "background:light-dark(#183c9e,#b9c7f7);color:light-dark(#fff,#12122b);cursor:pointer}"
    "button:focus-visible{outline:3px solid light-dark(#12122b,#fff);outline-offset:3px}"
)
"""The colours of `frontend/css/tokens.css`, as they are without it."""
_MARK = (
    (Path(__file__).parents[1] / "shell/static/shell/mark.svg")
    .read_text(encoding="utf-8")
    .replace("<svg ", '<svg aria-hidden="true" ', 1)
    .strip()
)
_SCRIPT = (
    "const wait=1000*document.currentScript.dataset.seconds;"
    'setTimeout(()=>{const form=document.querySelector("form");form?form.requestSubmit():location.reload()},wait)'
)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_POLICY = (
    f"default-src 'none'; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">{refresh}'
    "<style>{style}</style></head><body><main>"
    '{mark}<h1>{title}</h1><p class="turn">{turn}</p><p>{text}</p>{form}</main>'
    '<script data-seconds="{seconds}">{script}</script></body></html>'
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent, as name and value; None where it was too large or no plain form."""

    fields: list[tuple[str, str]] | None


def page(*, language: str, turn_in: float, asks_in: int, sent: Sent | None) -> bytes:
    """What somebody reads whose turn is in `turn_in` seconds. It asks again after `asks_in` seconds by itself, or, with
    `sent`, has the form to send again.
    """
    minutes = ceil(turn_in / 60) if turn_in > SHORTLY else 0
    if sent is None:
        return _waiting(language, minutes).replace(_SECONDS, str(asks_in).encode())
    before, after = _sending_again(language, minutes, is_kept=sent.fields is not None)
    after = after.replace(_SECONDS, str(asks_in).encode())
    fields = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in sent.fields or []
    )
    return before + fields.encode() + after


def sent_form(*, content_type: str, body: bytes) -> Sent:
    """What `body` says, if it is a form as browsers send them."""
    if not content_type.startswith("application/x-www-form-urlencoded") or len(body) > MOST_BYTES:
        return Sent(None)
    try:
        return Sent(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:  # no text, or too many fields
        return Sent(None)


@lru_cache(maxsize=1)
def policies() -> list[tuple[str, str]]:
    """The headers that protect the page; those of all other pages, with a policy of its own."""
    response = HttpResponse(status=HTTPStatus.ACCEPTED, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = "no-store"
    if settings.SECURE_HSTS_SECONDS:
        response["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return list(headers.protect(HttpRequest(), response).items())


@lru_cache(maxsize=64)
def _waiting(language: str, minutes: int) -> bytes:
    with override(language):
        text = gettext(
            "Bitte lassen Sie diese Seite offen, sie lädt von selbst neu. Ihr Platz in der Reihe bleibt; wer öfter "
            "lädt, kommt nicht früher dran."
        )
        refresh = f'<noscript><meta http-equiv="refresh" content="{_SECONDS.decode()}"></noscript>'
        return _filled(language, minutes, text=text, refresh=refresh, form="").encode()


@lru_cache(maxsize=64)
def _sending_again(language: str, minutes: int, *, is_kept: bool) -> tuple[bytes, bytes]:
    with override(language):
        if is_kept:
            text = gettext(
                "Ihre Angaben sind nicht verloren: Sie werden dann von selbst noch einmal gesendet. Geschieht nichts, "
                "drücken Sie bitte den Knopf. Ihr Platz in der Reihe bleibt."
            )
            label = gettext("Noch einmal senden")
            form = f'<form method="post">{{fields}}<button>{escape(label)}</button></form>'
        else:
            text = gettext(
                "Bitte gehen Sie dann zurück und senden Sie Ihre Angaben noch einmal; Ihr Platz in der Reihe bleibt."
            )
            form = ""
        before, _, after = _filled(language, minutes, text=text, refresh="", form=form).partition("{fields}")
        return before.encode(), after.encode()


def _filled(language: str, minutes: int, *, text: str, refresh: str, form: str) -> str:
    turn = (
        ngettext(
            "Sie sind in etwa einer Minute an der Reihe.", "Sie sind in etwa %(count)s Minuten an der Reihe.", minutes
        )
        % {"count": minutes}
        if minutes
        else gettext("Sie sind in ein paar Sekunden an der Reihe.")
    )
    return _PAGE.format(
        language=language,
        title=escape(gettext("Gerade möchten sehr viele einen Termin")),
        refresh=refresh,
        style=_STYLE,
        mark=_MARK,
        script=_SCRIPT,
        seconds=_SECONDS.decode(),
        turn=escape(turn),
        text=escape(text),
        form=form,
    )
