"""Opening a counter and stopping tickets: what it would bring first, then the deed; and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from einamt.accounts.rights import Right
from einamt.channels.backoffice.board import saying
from einamt.channels.backoffice.board.forms import OpenForm, StopForm
from einamt.channels.backoffice.planning.offices import office_of
from einamt.channels.parts.posted import id_of
from einamt.channels.parts.staff import requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.procedures.visits.forecasting import Forecast, Rest, forecast, with_counters, without_tickets
from einamt.procedures.visits.opening import close_counter, open_counter
from einamt.procedures.visits.outlook import GroupOutlook, outlook
from einamt.procedures.visits.ticketing import resume_tickets, stop_tickets


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A half-hour without and with the deed."""

    minute: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a deed would bring to a group: the day in a sentence, and without an appointment by half-hours."""

    name: str
    before: str
    after: str
    rows: Sequence[EffectRow]

    @property
    def is_nothing(self) -> bool:
        """Whether the forecast says the same with and without it."""
        return self.before == self.after and all(row.before == row.after for row in self.rows)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_OFFICE, is_local=True)
def open_one(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a counter for a group for the rest of the day.

    :raises AccessDenied: somebody else manages the office.
    """
    office, now = office_of(request, slug), clock.now()
    seen = outlook(office_id=office.pk, now=now)
    form = OpenForm(request.POST or None, groups=seen.groups, initial={"group": request.GET.get("gruppe", "")})
    context: dict[str, object] = {"office": office, "form": form}
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        group_id = int(form.cleaned_data["group"])
        if request.POST.get("act") == "do":
            try:
                open_counter(
                    office_id=office.pk,
                    group_id=group_id,
                    counter=form.cleaned_data["counter"],
                    author=staff_of(request).actor,
                    now=now,
                )
            except DomainError as error:
                refusal = error
            else:
                messages.success(request, gettext("Geöffnet. Am Platz steht es, wenn jemand einen Platz wählt."))
                return redirect("board:board", slug)
        chosen = [each for each in seen.groups if each.group.pk == group_id]
        context["effects"] = [_effect(each, with_counters(rest=each.rest, more=1)) for each in chosen]
    return _page(request, "board/open.html", context, refusal)


@require_POST
@requires(Right.MANAGE_OFFICE, is_local=True)
def close_one(request: HttpRequest, slug: str, opening_id: int) -> HttpResponse:
    """Take an opening back.

    :raises AccessDenied: somebody else manages the office.
    """
    office = office_of(request, slug)
    close_counter(office_id=office.pk, opening_id=opening_id, author=staff_of(request).actor, now=clock.now())
    messages.success(request, gettext("Zurückgenommen. Wer an diesem Schalter ist, wird noch bedient."))
    return redirect("board:board", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_OFFICE, is_local=True)
def stop(request: HttpRequest, slug: str) -> HttpResponse:
    """Give out no more tickets, for all or for one group.

    :raises AccessDenied: somebody else manages the office.
    """
    office, now = office_of(request, slug), clock.now()
    seen = outlook(office_id=office.pk, now=now)
    initial = {"group": request.GET.get("gruppe", "")}
    form = StopForm(request.POST or None, groups=seen.groups, now=now, initial=initial)
    context: dict[str, object] = {"office": office, "form": form}
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act") == "do":
            try:
                stop_tickets(
                    office_id=office.pk,
                    group_id=form.group_id,
                    reason=form.cleaned_data["reason"],
                    author=staff_of(request).actor,
                    now=now,
                    until_at=form.until_at,
                )
            except DomainError as error:
                refusal = error
            else:
                messages.success(request, gettext("Es werden keine Nummern mehr ausgegeben."))
                return redirect("board:board", slug)
        chosen = [each for each in seen.groups if form.group_id in {None, each.group.pk}]
        context["effects"] = [
            _effect(each, without_tickets(rest=each.rest, until_minute=form.until_minute)) for each in chosen
        ]
    return _page(request, "board/stop.html", context, refusal)


@require_POST
@requires(Right.MANAGE_OFFICE, is_local=True)
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """Give out tickets again.

    :raises AccessDenied: somebody else manages the office.
    """
    office = office_of(request, slug)
    text = request.POST.get("group", "")
    group_id = id_of(text)
    if text and group_id is None:
        return redirect("board:board", slug)
    if resume_tickets(office_id=office.pk, group_id=group_id, author=staff_of(request).actor, now=clock.now()):
        messages.success(request, gettext("Es werden wieder Nummern ausgegeben."))
    else:
        messages.info(request, gettext("Dieser Stopp war schon vorbei. Sie müssen nichts mehr tun."))
    return redirect("board:board", slug)


def _page(
    request: HttpRequest, template: str, context: Mapping[str, object], refusal: DomainError | None
) -> HttpResponse:
    form = context["form"]
    status = refusal.status if refusal else 422 if getattr(form, "errors", None) else 200
    return render(request, template, {**context, "refusal": refusal}, status=status)


def _effect(each: GroupOutlook, after: Rest) -> Effect:
    was, will_be = forecast(rest=each.rest), forecast(rest=after)
    return Effect(
        name=each.group.name,
        before=saying.sentence(forecast=was, rest=each.rest),
        after=saying.sentence(forecast=will_be, rest=after),
        rows=_rows(was, will_be),
    )


def _rows(was: Forecast, will_be: Forecast) -> list[EffectRow]:
    pairs = zip(was.half_hours, will_be.half_hours, strict=True)
    return [EffectRow(old.minute, saying.span(old.others), saying.span(new.others)) for old, new in pairs]
