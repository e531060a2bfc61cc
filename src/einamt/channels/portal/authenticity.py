"""Whether a document is the city's and still holds: by the code that stands on it, or by the file itself.

Whoever holds the paper is told who issued it and when, and whether it was revoked; nothing about whom it names.
"""

from datetime import timedelta
from http import HTTPStatus

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from einamt.cases.documents.errors import DocumentUnknown
from einamt.cases.documents.queries import Checked, check_code, check_file
from einamt.cases.documents.rules import RevocationReason
from einamt.channels.parts.headers import personal
from einamt.kernel.errors import N_
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell.forms import Form
from einamt.platform.web.client import limit_key

ATTEMPTS, PER = 60, timedelta(hours=1)
"""From one network address: a personnel office has a stack of papers. A code has 23 to the power of 12 values."""
LONGEST_CODE, LARGEST = 40, 10 * 1024 * 1024
REVOCATIONS = {
    RevocationReason.MISTAKE: N_("Es enthielt einen Fehler."),
    RevocationReason.REPLACED: N_("Es wurde durch ein neues ersetzt."),
    RevocationReason.WITHDRAWN: N_("Was darin steht, gilt nicht mehr."),
}


class CodeForm(Form):
    """The code on the paper; hyphens and small letters do not matter."""

    code = forms.CharField(
        label=_("Code auf dem Dokument"),
        help_text=_("Zwölf Zeichen, zum Beispiel K7M4-RX93-PAHT. Er steht neben dem QR-Code."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false", "maxlength": 40}
        ),
    )


class FileForm(Form):
    """The PDF as it was received."""

    file = forms.FileField(
        label=_("PDF-Datei"),
        help_text=_("Höchstens 10 MB. Wir sehen sie uns an und behalten sie nicht."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Not larger than what we read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("Diese Datei ist größer als 10 MB. Unsere Dokumente sind viel kleiner."))
        return file


@personal
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Both forms, and the answer to the one that was sent; a code that is typed stands in no address."""
    if request.method != "POST":
        return _page(request)
    _count(request)
    if "file" in request.FILES or request.POST.get("by") == "file":
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return _page(request, file_form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        found = check_file(content=form.cleaned_data["file"].read(), language=get_language() or "de")
        return _page(request, file=found, checked=found.document, answers=True)
    return _by_code(request, request.POST.get("code", "")[:LONGEST_CODE])


@personal
@require_safe
def by_link(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code of a document leads to."""
    _count(request)
    return _by_code(request, code[:LONGEST_CODE])


def _by_code(request: HttpRequest, text: str) -> HttpResponse:
    try:
        checked = check_code(text=text, language=get_language() or "de")
    except DocumentUnknown as refusal:
        return _page(request, refusal=refusal, status=refusal.status)
    return _page(request, checked=checked, answers=True)


def _page(request: HttpRequest, *, checked: Checked | None = None, status: int = 200, **more: object) -> HttpResponse:
    why = REVOCATIONS[RevocationReason(checked.revocation)] if checked and checked.revocation else ""
    context = {"code_form": CodeForm(), "file_form": FileForm(), "checked": checked, "why": why} | more
    return render(request, "portal/authenticity.html", context, status=status)


def _count(request: HttpRequest) -> None:
    count_attempt(key=f"portal.authenticity:{limit_key(request)}", limit=ATTEMPTS, per=PER, now=clock.now())
