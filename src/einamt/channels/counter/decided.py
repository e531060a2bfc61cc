"""A decision after it was issued, at the counter: where it is, what can be noted of it, sent again, revoked."""

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.accounts.rights import Right
from einamt.cases.decisions.errors import ArrivalNoted
from einamt.cases.decisions.operations import (
    correct_arrival,
    deliver_again,
    note_arrival,
    note_not_arrived,
    note_wrong_remedy,
    revoke_decision,
)
from einamt.cases.decisions.queries import decision_in, notes_on
from einamt.cases.decisions.rules import ArrivalReason
from einamt.cases.documents.rules import RevocationReason
from einamt.cases.models import Case, CaseEvent
from einamt.cases.registry import NOTES
from einamt.channels.counter.cases import readable_case
from einamt.channels.counter.confirming import confirm, is_confirmed
from einamt.channels.counter.deciding import first_known
from einamt.channels.counter.decision_forms import (
    ARRIVAL_REASONS,
    COURTS_IN_WORDS,
    LAWS,
    ArrivalForm,
    CorrectionForm,
    DirectionForm,
)
from einamt.channels.counter.issuing import REASONS
from einamt.channels.parts.decided import in_words
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.shell import words
from einamt.procedures.objections.kinds import OBJECTION
from einamt.procedures.objections.queries import open_against


@requires(Right.SERVE, is_local=True)
@require_safe
def decision(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Where a decision is, its deadlines, and what can be noted about it.

    :raises DecisionUnknown: the case has no such decision.
    """
    case = readable_case(request, reference=reference, purpose="decision")
    return _page(request, case=case, document_id=document_id, now=clock.now())


@requires(Right.SERVE, is_local=True)
@require_POST
def arrived(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Note when it was served, or a letter arrived.

    :raises DecisionUnknown: the case has no such decision.
    """
    case, now = readable_case(request, reference=reference, purpose="decision"), clock.now()
    decision_in(case_id=case.pk, document_id=document_id, now=now)
    form = CorrectionForm(request.POST) if "corrects" in request.POST else ArrivalForm(request.POST)
    if not form.is_valid():
        return _page(request, case=case, document_id=document_id, now=now, arrival=form, status=422)
    day, actor = form.cleaned_data["arrived_on"], staff_of(request).actor
    try:
        if isinstance(form, CorrectionForm):
            reason = ArrivalReason(form.cleaned_data["reason"])
            correct_arrival(document_id=document_id, on=day, reason=reason, actor=actor, now=now)
        else:
            note_arrival(document_id=document_id, on=day, actor=actor, now=now)
    except DomainError as refusal:
        if isinstance(refusal, ArrivalNoted):  # the form that asks why, with what was typed
            form = CorrectionForm(request.POST)
            form.full_clean()
        form.add_error(None, gettext(refusal.message))
        return _page(request, case=case, document_id=document_id, now=now, arrival=form, status=refusal.status)
    messages.success(request, gettext("Vermerkt."))
    return redirect("counter:decision", reference=case.reference, document_id=document_id)


@requires(Right.SERVE, is_local=True)
@require_POST
def not_arrived(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Note, asked once more, that its person says it never came; then it is sent again.

    :raises DecisionUnknown: the case has no such decision.
    :raises NothingToNote: nothing is supposed to have arrived, or it was noted already.
    """
    case, now = readable_case(request, reference=reference, purpose="decision"), clock.now()
    decision_in(case_id=case.pk, document_id=document_id, now=now)
    if not is_confirmed(request):
        return confirm(
            request,
            title=gettext("Bescheid nicht angekommen"),
            sentences=[
                gettext("Dann gilt er nicht mehr als bekannt gegeben, und die Frist läuft nicht."),
                gettext("Können Sie später beweisen, wann er ankam, vermerken Sie diesen Tag."),
                gettext("Danach schicken Sie ihn noch einmal, am besten förmlich zugestellt."),
            ],
            label=gettext("Ja, vermerken"),
            back=_address(case, document_id),
        )
    note_not_arrived(document_id=document_id, actor=staff_of(request).actor, now=now)
    messages.success(request, gettext("Vermerkt. Bringen Sie den Bescheid jetzt noch einmal auf den Weg."))
    return redirect("counter:send-decision", reference=case.reference, document_id=document_id)


@requires(Right.SERVE, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def send_again(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """The form for another way, and the next try.

    :raises DecisionUnknown: the case has no such decision.
    """
    case, now = readable_case(request, reference=reference, purpose="decision"), clock.now()
    view = decision_in(case_id=case.pk, document_id=document_id, now=now)
    form = DirectionForm(request.POST or None, initial=first_known(case))
    if request.method != "POST" or not form.is_valid():
        context = {"case": case, "form": form, "decided": in_words(view, objection="")}
        return render(request, "counter/send_decision.html", context, status=422 if request.method == "POST" else 200)
    deliver_again(
        document_id=document_id,
        direction=form.direction(),
        actor=staff_of(request).actor,
        command_id=form.cleaned_data["command"],
        now=now,
    )
    messages.success(request, gettext("Der Bescheid ist noch einmal auf dem Weg."))
    return redirect("counter:decision", reference=case.reference, document_id=document_id)


@requires(Right.SERVE, is_local=True)
@require_POST
def wrong_remedy(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Note that what it says about its remedy is wrong.

    :raises DecisionUnknown: the case has no such decision.
    :raises NothingToNote: it has been noted.
    """
    case, now = readable_case(request, reference=reference, purpose="decision"), clock.now()
    decision_in(case_id=case.pk, document_id=document_id, now=now)
    note_wrong_remedy(document_id=document_id, actor=staff_of(request).actor, now=now)
    messages.success(request, gettext("Vermerkt. Die Frist ist jetzt ein Jahr."))
    return redirect("counter:decision", reference=case.reference, document_id=document_id)


@requires(Right.SERVE, is_local=True)
@require_POST
def revoke(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Let a decision hold no longer, asked once more.

    :raises DecisionUnknown: the case has no such decision.
    :raises AlreadyRevoked: somebody was faster.
    """
    case, now = readable_case(request, reference=reference, purpose="decision"), clock.now()
    view = decision_in(case_id=case.pk, document_id=document_id, now=now)
    reason = request.POST.get("reason", "")
    if reason not in set(RevocationReason):
        messages.warning(request, gettext("Bitte wählen Sie, warum das Dokument nicht mehr gilt."))
        return redirect("counter:decision", reference=case.reference, document_id=document_id)
    if not is_confirmed(request):
        return confirm(
            request,
            title=gettext("Bescheid widerrufen"),
            sentences=[
                gettext("Widerrufen wird: %(subject)s.") % {"subject": view.subject},
                gettext("Grund: %(reason)s.") % {"reason": dict(REASONS)[reason]},
                gettext("Das lässt sich nicht zurücknehmen. Wer den Bescheid prüft, erfährt es ab dann."),
                gettext("Ein Brief, der noch nicht aufgegeben ist, geht nicht mehr hinaus."),
            ],
            label=gettext("Ja, widerrufen"),
            back=_address(case, document_id),
        )
    revoke_decision(
        document_id=document_id,
        reason=RevocationReason(reason),
        actor=staff_of(request).actor,
        channel=Channel.COUNTER,
        now=now,
    )
    messages.success(request, gettext("Widerrufen. Wer es prüft, erfährt das ab jetzt."))
    return redirect("counter:decision", reference=case.reference, document_id=document_id)


def _page(
    request: HttpRequest,
    *,
    case: Case,
    document_id: UUID,
    now: datetime,
    arrival: ArrivalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    view = decision_in(case_id=case.pk, document_id=document_id, now=now)
    objection = open_against(document_ids=[document_id]).get(document_id, "")
    context = {
        "case": case,
        "decided": in_words(view, objection=objection),
        "law": dict(LAWS)[view.law.value],
        "court": dict(COURTS_IN_WORDS)[view.court.value],
        "notes": [_in_words(event) for event in notes_on(case_id=case.pk, document_id=document_id)],
        "may_object": case.kind != OBJECTION.code and view.revoked_at is None and not objection,
        "arrival": arrival or (CorrectionForm if view.arrived_on else ArrivalForm)(),
        "reasons": REASONS,
    }
    return render(request, "counter/decision.html", context, status=status)


def _address(case: Case, document_id: UUID) -> str:
    return reverse("counter:decision", args=[case.reference, document_id])


def _in_words(event: CaseEvent) -> tuple[datetime, str, str]:
    """When, what, and what more the history tells of it."""
    told = event.data
    if event.kind == "decision-arrival-corrected":
        more = gettext("%(before)s war vermerkt, jetzt %(after)s. %(reason)s.") % {
            "before": words.date_long(date.fromisoformat(told["from"])),
            "after": words.date_long(date.fromisoformat(told["to"])),
            "reason": dict(ARRIVAL_REASONS)[told["reason"]],
        }
    else:
        more = words.date_long(date.fromisoformat(told["arrived_on"])) if "arrived_on" in told else ""
    return event.occurred_at, gettext(NOTES[event.kind]), more
