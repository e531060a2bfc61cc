"""Importing a duty roster: read, looked at, saved."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from einamt.accounts.queries import offices_with_right
from einamt.accounts.rights import Right
from einamt.channels.backoffice.planning.changes import effect_context, save
from einamt.channels.parts.staff import permissions_of, requires
from einamt.kernel.identifiers import new_id
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.planning.effects import preview
from einamt.procedures.appointments.planning.importing import Imported, read_import

LARGEST = 2_000_000


class RosterForm(Form):
    """A file, or what was read from it before."""

    file = forms.FileField(
        label=_("Dienstplan (CSV)"),
        required=False,
        help_text=_("Spalten: Datum, Amt, Gruppe, von, bis, Schalter."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    text = forms.CharField(required=False, max_length=LARGEST, strip=False, widget=forms.HiddenInput)
    only_good = forms.BooleanField(label=_("Die fehlerfreien Zeilen übernehmen"), required=False)

    def content(self) -> bytes:
        """What was uploaded, or stands in the page from the upload before."""
        if upload := self.cleaned_data.get("file"):
            content: bytes = upload.read(LARGEST + 1)
            return content[:LARGEST]
        return str(self.cleaned_data.get("text", "")).encode()


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_OFFICE)
def upload(request: HttpRequest) -> HttpResponse:
    """The form, what is wrong with the file line by line, and what it would do."""
    now = clock.now()
    form = RosterForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"room": "roster", "form": form, "command": new_id()}
    status = 200
    if request.method == "POST" and form.is_valid():
        content = form.content()
        imported = _read(request, content, today=local_date(moment=now, zone=city.zone()))
        context |= {"imported": imported, "text": imported.text}
        takes = imported.shifts and (not imported.errors or form.cleaned_data["only_good"])
        if takes and request.POST.get("act") == "save":
            refusal = save(request, draft=imported.draft(), now=now)
            if refusal is None:
                messages.success(request, gettext("Der Dienstplan ist übernommen."))
                return redirect("planning:roster")
            context["refusal"], status = refusal, refusal.status
        if takes:
            context |= effect_context(request, preview(draft=imported.draft(), now=now))
        elif imported.errors:
            status = 422
    return render(request, "planning/roster.html", context, status=status)


def _read(request: HttpRequest, content: bytes, *, today: date) -> Imported:
    offices = offices_with_right(permissions=permissions_of(request), right=Right.MANAGE_OFFICE)
    return read_import(content=content, office_ids=[office.pk for office in offices], today=today)
