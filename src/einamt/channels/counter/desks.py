"""Where somebody works today: the office, the counter and what it serves, kept in the session until signing out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from einamt.accounts.models import Staff
from einamt.accounts.queries import offices_with_right
from einamt.accounts.rights import Right
from einamt.catalog.models import Office
from einamt.channels.parts.counters import COUNTER_NAME, LONGEST_NAME
from einamt.channels.parts.staff import check_right, permissions_of, requires, staff_of
from einamt.kernel.channels import Channel
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.notifications.queries import undelivered_at
from einamt.platform.shell.forms import Form
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits.opening import opened_counters
from einamt.procedures.visits.operations import Desk
from einamt.procedures.visits.resting import go_on, has_called_last, is_resting, rest_counter

_KEY = "desk"


@dataclass(frozen=True, slots=True)
class Workplace:
    """An office, a counter's name (empty at the information desk) and the counter groups that it serves (None: all)."""

    office: Office
    counter: str
    group_ids: list[int] | None
    undelivered: int
    """Messages that did not arrive, for somebody here to deal with."""
    is_resting: bool
    """Whether the counter makes a pause."""

    def desk(self, request: HttpRequest) -> Desk:
        """What operations know of it."""
        return Desk(
            office_id=self.office.pk, counter=self.counter, actor=staff_of(request).actor, channel=Channel.COUNTER
        )


class DeskForm(Form):
    """The counter and what it serves, in one office."""

    counter = forms.CharField(
        label=gettext_lazy("Schalter"),
        required=False,
        max_length=LONGEST_NAME,
        validators=[COUNTER_NAME],
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Wen rufen Sie auf?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Mapping[str, Any] | None, *, groups: list[CounterGroup], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        if len(groups) > 1:
            self.fields["groups"].choices = [(str(group.pk), group.name) for group in groups]  # type: ignore[attr-defined]
        else:
            del self.fields["groups"]

    def chosen_groups(self) -> list[int] | None:
        """The groups that were ticked; None for all."""
        chosen = [int(value) for value in self.cleaned_data.get("groups") or []]
        return chosen if chosen and len(chosen) < len(self.fields["groups"].choices) else None  # type: ignore[attr-defined]


def workplace_of(request: HttpRequest) -> Workplace | None:
    """Where the person works; None until they said so.

    :raises AccessDenied: they may no longer serve there.
    """
    kept: dict[str, Any] | None = request.session.get(_KEY)
    if kept is None:
        return None
    counted = Office.objects.annotate(
        undelivered=undelivered_at(office=OuterRef("pk")),
        is_resting=is_resting(office=OuterRef("pk"), counter=kept["counter"], now=clock.now()),
    )
    office = counted.select_related("organisation").filter(pk=kept["office"]).first()
    if office is None:
        return None
    check_right(request, right=Right.SERVE, office=office)
    return Workplace(
        office=office,
        counter=kept["counter"],
        group_ids=kept["groups"],
        undelivered=office.undelivered,
        is_resting=office.is_resting,
    )


@requires(Right.SERVE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the office (where there is more than one) and then the counter."""
    offices = offices_with_right(permissions=permissions_of(request), right=Right.SERVE)
    office = _office(request.GET.get("amt", ""), offices)
    if office is None:
        return render(request, "counter/choose_office.html", {"offices": offices})
    groups = list(CounterGroup.objects.filter(office=office).order_by("name"))
    kept = request.session.get(_KEY) or {}
    openings = opened_counters(office_id=office.pk, now=clock.now())
    wanted = next((each for each in openings if each.counter == request.GET.get("schalter")), None)
    initial = {
        "counter": wanted.counter if wanted else kept.get("counter", ""),
        "groups": [str(wanted.group_id)] if wanted else [str(group.pk) for group in groups],
    }
    form = DeskForm(request.POST if request.method == "POST" else None, groups=groups, initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            _take_place(request, form, office)
        except DomainError as refused:
            refusal = refused
        else:
            return redirect("counter:day")
    context = {
        "form": form,
        "office": office,
        "others": len(offices) > 1,
        "openings": openings,
        "wanted": wanted,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "counter/choose_counter.html", context, status=status)


def give_up_place(request: HttpRequest) -> None:
    """Work nowhere any more; what becomes of the counter is said before."""
    request.session.pop(_KEY, None)


def desk_left_by(request: HttpRequest) -> Desk | None:
    """The desk of whoever is about to go, as it was chosen; None: they have chosen none."""
    kept: dict[str, Any] | None = request.session.get(_KEY)
    if kept is None or not isinstance(request.user, Staff):
        return None
    return Desk(kept["office"], kept["counter"], request.user.actor, Channel.COUNTER)


def _take_place(request: HttpRequest, form: DeskForm, office: Office) -> None:
    """Keep where somebody works from now on; the counter that they leave is closed, and the new one goes on. One whose
    name they share, and where somebody else has called last, is not theirs to close.

    :raises CounterBusy: somebody is at the counter that they would leave.
    """
    now, counter = clock.now(), form.cleaned_data["counter"].strip().upper()
    left = desk_left_by(request)
    is_other = left is not None and (left.office_id, left.counter) != (office.pk, counter)
    if left is not None and is_other and has_called_last(desk=left, now=now):
        rest_counter(desk=left, now=now)
    groups = form.chosen_groups() if "groups" in form.fields else None
    request.session[_KEY] = {"office": office.pk, "counter": counter, "groups": groups}
    go_on(desk=Desk(office.pk, counter, staff_of(request).actor, Channel.COUNTER), now=now)


def choose_url(office: Office) -> str:
    """Where the counter of `office` is chosen."""
    return f"{reverse('counter:choose')}?{urlencode({'amt': office.slug})}"


def _office(slug: str, offices: list[Office]) -> Office | None:
    if len(offices) == 1:
        return offices[0]
    return next((office for office in offices if office.slug == slug), None)
