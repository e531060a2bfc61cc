"""Letters: gathered, printed, posted, and reported when they come back."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.channels.backoffice.post.offices import hidden_cases, own_offices, sender_of
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.platform.notifications import queries
from einamt.platform.notifications.models import LetterBatch, SentMessage
from einamt.platform.notifications.operations import make_batches, mark_posted, report_returned_letter
from einamt.platform.notifications.printing import batch_pdf
from einamt.platform.shell import words
from einamt.platform.shell.forms import Form

PER_PAGE = 25
RECEIVED_AFTER = timedelta(days=4)
"""Within Germany a letter counts as received on the fourth day after it was posted (§ 41(2) VwVfG, § 122(2) AO)."""


class PostedForm(Form):
    """When a batch was handed to the post."""

    posted_on = forms.DateField(
        label=gettext_lazy("Aufgegeben am"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ReturnedForm(Form):
    """Which letter came back."""

    number = forms.CharField(
        label=gettext_lazy("Nummer des Briefs"),
        max_length=20,
        help_text=gettext_lazy("Sie steht rechts oben auf dem Brief, zum Beispiel 17-3."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@require_safe
@requires(Right.SERVE)
def batch_list(request: HttpRequest) -> HttpResponse:
    """How many letters wait, the batches, and the form for a letter that came back."""
    return _page(request)


@require_POST
@requires(Right.SERVE)
def gather(request: HttpRequest) -> HttpResponse:
    """Put what waits into batches now, not only tomorrow morning."""
    made = make_batches(clock.now(), offices=own_offices(request))
    said = ngettext("%(count)s Stapel zusammengestellt.", "%(count)s Stapel zusammengestellt.", made)
    messages.success(request, said % {"count": made})
    return redirect("post:batches")


@require_safe
@requires(Right.SERVE)
def pdf(request: HttpRequest, batch_id: int) -> HttpResponse:
    """A batch to be printed; it names persons, so that it was fetched is recorded."""
    batch = _batch(request, batch_id)
    sender = sender_of(own_offices(request).get(batch.office_id or 0))
    record_reading(
        actor=staff_of(request).actor,
        what="letters-printed",
        subject=f"batch:{batch.pk}",
        purpose="post",
        now=clock.now(),
    )
    response = HttpResponse(batch_pdf(batch=batch, sender=sender), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="briefe-{batch.pk}.pdf"'
    return response


@require_POST
@requires(Right.SERVE)
def posted(request: HttpRequest, batch_id: int) -> HttpResponse:
    """A batch is at the post."""
    batch, form = _batch(request, batch_id), PostedForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, chosen=batch_id)
    day = form.cleaned_data["posted_on"]
    try:
        mark_posted(batch_id=batch.pk, on=day, by=str(staff_of(request).actor), now=clock.now())
    except DomainError as refusal:
        return _page(request, form=form, chosen=batch_id, refusal=refusal)
    received = words.date_long(day + RECEIVED_AFTER)
    said = gettext("Vermerkt. Innerhalb Deutschlands gelten die Briefe am %(day)s als zugegangen.") % {"day": received}
    messages.success(request, said)
    return redirect("post:batches")


@require_POST
@requires(Right.SERVE)
def returned(request: HttpRequest) -> HttpResponse:
    """A letter came back."""
    form = ReturnedForm(request.POST)
    if not form.is_valid():
        return _page(request, returned_form=form)
    try:
        report_returned_letter(number=form.cleaned_data["number"], offices=own_offices(request), now=clock.now())
    except DomainError as refusal:
        return _page(request, returned_form=form, refusal=refusal)
    messages.success(
        request, gettext("Vermerkt. Der Brief steht jetzt unter „Nicht zugestellt“, wenn es keinen anderen Weg gibt.")
    )
    return redirect("post:batches")


def _page(
    request: HttpRequest,
    *,
    form: PostedForm | None = None,
    chosen: int = 0,
    returned_form: ReturnedForm | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    offices, today = own_offices(request), words.local(clock.now()).date()
    page = Paginator(_batches(request), PER_PAGE).get_page(request.GET.get("page"))
    taken_out = queries.recalled(batches=page.object_list)
    rows = [
        {
            "batch": batch,
            "taken_out": ", ".join(taken_out.get(batch.pk, [])),
            "office": offices.get(batch.office_id or 0),
            "received_on": batch.posted_on + RECEIVED_AFTER if batch.posted_on else None,
            "form": form if form and batch.pk == chosen else _posted_form(batch, initial={"posted_on": today}),
        }
        for batch in page.object_list
    ]
    context = {
        "room": "batches",
        "page": page,
        "rows": rows,
        "hidden": queries.batches(offices=offices).count() - page.paginator.count,
        "waiting": queries.letters_waiting(offices=offices).count(),
        "returned_form": returned_form or ReturnedForm(),
        "refusal": refusal,
    }
    is_wrong = (form and form.errors) or (returned_form and returned_form.errors)
    return render(request, "post/batches.html", context, status=refusal.status if refusal else 422 if is_wrong else 200)


def _posted_form(batch: LetterBatch, *, initial: dict[str, Any]) -> PostedForm:
    return PostedForm(auto_id=f"stapel-{batch.pk}-%s", initial=initial)


def _batch(request: HttpRequest, batch_id: int) -> LetterBatch:
    batch = _batches(request).filter(pk=batch_id).first()
    if batch is None:
        raise Http404
    return batch


def _batches(request: HttpRequest) -> QuerySet[LetterBatch]:
    """Those of the own offices, without those in which letters lie that the person may not read."""
    hidden = SentMessage.objects.filter(about__in=hidden_cases(request)).exclude(batch=None)
    return queries.batches(offices=own_offices(request)).exclude(pk__in=hidden.values("batch"))
