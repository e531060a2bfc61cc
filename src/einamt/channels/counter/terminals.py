"""The terminals of an office's hall: for who manages the office."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from einamt.accounts.rights import Right
from einamt.accounts.terminals import PAIRING_VALID, Added, add_terminal, remove_terminal, terminals_of
from einamt.channels.counter.desks import Workplace, workplace_of
from einamt.channels.parts.posted import id_of
from einamt.channels.parts.staff import check_right, requires
from einamt.platform import clock, links
from einamt.platform.shell.forms import Form


class TerminalForm(Form):
    """A new terminal."""

    name = forms.CharField(
        label=gettext_lazy("Wo steht es?"), max_length=80, help_text=gettext_lazy("Zum Beispiel „Eingang links“.")
    )
    has_printer = forms.BooleanField(label=gettext_lazy("Ein Drucker für Nummern ist angeschlossen"), required=False)


@requires(Right.SERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def terminals(request: HttpRequest) -> HttpResponse:
    """Which there are; add one, whose link is shown once, or remove one.

    :raises AccessDenied: somebody else manages the office.
    """
    workplace = workplace_of(request)
    if workplace is None:
        return redirect("counter:choose")
    check_right(request, right=Right.MANAGE_OFFICE, office=workplace.office)
    if request.method != "POST":
        return _page(request, workplace, TerminalForm())
    terminal_id = id_of(request.POST.get("remove", ""))
    if terminal_id is not None:
        remove_terminal(terminal_id=terminal_id, office_id=workplace.office.pk, now=clock.now())
        messages.success(request, gettext("Das Gerät ist kein Terminal mehr."))
        return redirect("counter:terminals")
    form = TerminalForm(request.POST)
    if not form.is_valid():
        return _page(request, workplace, form, status=422)
    added = add_terminal(
        office_id=workplace.office.pk,
        name=form.cleaned_data["name"],
        has_printer=form.cleaned_data["has_printer"],
        now=clock.now(),
    )
    return _page(request, workplace, TerminalForm(), added=added)


def _page(
    request: HttpRequest, workplace: Workplace, form: TerminalForm, *, added: Added | None = None, status: int = 200
) -> HttpResponse:
    pairing = {"office": workplace.office.slug, "key": added.token} if added else None
    context = {
        "workplace": workplace,
        "terminals": terminals_of(office_id=workplace.office.pk),
        "form": form,
        "added": added.terminal if added else None,
        "pairing": links.absolute(name="terminal-pairing", parameters=pairing) if pairing else "",
        "minutes": int(PAIRING_VALID.total_seconds()) // 60,
    }
    return render(request, "counter/terminals.html", context, status=status)
