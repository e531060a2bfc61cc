"""Choosing files on a form, and handing them out."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils.functional import lazy
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from einamt.kernel.errors import DomainError
from einamt.platform.attachments.models import Attachment
from einamt.platform.attachments.queries import pieces_of
from einamt.platform.attachments.receiving import Received, receive
from einamt.platform.attachments.rules import ENDINGS, MOST_FILES, MediaType

_ACCEPT = ",".join([*(each.value for each in MediaType), *(ending for each in ENDINGS.values() for ending in each)])


class FilesInput(forms.FileInput):
    """Several files; a telephone offers its camera."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": _ACCEPT, "multiple": True})


class WithFiles(forms.Form):
    """A form with files, which no browser fills in again."""

    @property
    def has_lost_files(self) -> bool:
        """Whether files were chosen that have to be chosen once more."""
        return bool(self.errors) and any(self.files.values())


def _hint() -> str:
    return gettext("PDF oder Foto (JPEG, PNG). Höchstens %(files)s Dateien, jede bis %(most)s MB.") % {
        "files": MOST_FILES,
        "most": settings.ATTACHMENT_MB,
    }


class FilesField(forms.FileField):
    """Files that are looked at as soon as the form is checked: what is wrong with one stands at the field."""

    widget = FilesInput

    def __init__(self, *, label: Any, required: bool = False) -> None:
        super().__init__(required=required, label=label, help_text=lazy(_hint, str)())

    def clean(self, data: Any, initial: object = None) -> list[Received]:  # noqa: ARG002 - Django's
        """All of them, or why not.

        :raises ValidationError: one is not taken.
        """
        files = [each for each in data or [] if each]
        if not files:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"])
            return []
        try:
            return receive(files=files)
        except DomainError as refusal:
            raise forms.ValidationError(gettext(refusal.message) % dict(refusal.params)) from refusal


def download(file: Attachment) -> StreamingHttpResponse:
    """The file, to be saved and never shown by the browser as one of our pages: whoever sent it is not trusted."""
    response = StreamingHttpResponse(pieces_of(file=file), content_type=file.media_type)
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"
    return response
