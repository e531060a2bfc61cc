"""Comparing, reviewing, publishing and taking back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.rights import Right
from einamt.catalog.editing import operations, rules
from einamt.catalog.editing.comparing import Piece, compared
from einamt.catalog.editing.queries import VersionPage, version_page, versions_in
from einamt.catalog.editing.tokens import preview_token
from einamt.catalog.lifecycle.queries import open_retirements
from einamt.catalog.models import Retirement, ServiceVersion
from einamt.channels.backoffice import labels
from einamt.channels.parts.staff import check_right_in, permissions_of, requires, staff_of
from einamt.kernel.errors import N_, DomainError
from einamt.kernel.localtime import at_minute
from einamt.platform import clock, links
from einamt.platform.shell import city, words
from einamt.platform.shell.forms import Form

FARTHEST = timedelta(days=730)
SCHEDULED_PAST = N_(
    "Dieser Zeitpunkt ist schon vorbei. Bitte wählen Sie einen späteren, oder veröffentlichen Sie sofort."
)
SCHEDULED_FAR = N_("Weiter als zwei Jahre voraus lässt sich nichts planen.")
SCHEDULED_MISSING = N_("Bitte geben Sie an, ab wann die Fassung gelten soll.")


class ReviewForm(Form):
    """What a reviewer adds to the decision."""

    valid_from = forms.DateTimeField(
        label=gettext_lazy("Gilt ab"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": gettext_lazy("Bitte geben Sie Tag und Uhrzeit an, zum Beispiel 1.1.2027 00:00.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Was ist zu ändern?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One changed field, as the page shows it."""

    label: str
    language: str
    direction: str
    pieces: list[Piece]
    before: str
    after: str


@require_safe
@requires(Right.EDIT_CATALOG)
def review_list(request: HttpRequest) -> HttpResponse:
    """What waits for somebody's eyes, for its day, or for its editors."""
    groups = [
        (gettext("Zu prüfen"), versions_in(states=[rules.IN_REVIEW])),
        (gettext("Wartet auf seinen Tag"), versions_in(states=[rules.APPROVED])),
        (gettext("In Arbeit"), versions_in(states=[rules.REJECTED, rules.DRAFT])),
    ]
    names = labels.names_of(person for _, lines in groups for line in lines for person in (line.author, line.reviewer))
    asked = [line for line in open_retirements() if line.state == Retirement.State.ASKED]
    askers = labels.names_of(line.asked_by for line in asked)
    retirements = [{"line": line, "asked_by": askers[line.asked_by]} for line in asked]
    context = {
        "room": "reviews",
        "groups": [
            {
                "title": title,
                "rows": [
                    {
                        "line": line,
                        "state": labels.STATES[line.state],
                        "author": names.get(line.author, ""),
                        "reviewer": names.get(line.reviewer, ""),
                    }
                    for line in lines
                ],
            }
            for title, lines in groups
        ],
        "retirements": retirements,
        "is_empty": not retirements and not any(lines for _, lines in groups),
    }
    return render(request, "backoffice/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """A version beside what it changes, and what can be done with it."""
    page = version_page(version_id=version_id)
    form = ReviewForm(request.POST or None)
    refusal: DomainError | None = None
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            return redirect("backoffice:version", version_id)
        check_right_in(request, right=act.right, organisation_id=page.version.service.organisation_id)
        form.is_valid()
        try:
            answer = act.run(request, page.version, form)
        except DomainError as error:
            refusal = error
            page = version_page(version_id=version_id)
        else:
            if answer is not None:
                return answer
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "backoffice/version.html", _context(request, page, form, refusal), status=status)


@require_safe
@requires(Right.EDIT_CATALOG)
def preview(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Lead on to the version's page as the portal shows it."""
    language = request.GET.get("sprache", "")
    parameters = {"token": preview_token(version_id=version_id), "language": language}
    return HttpResponseRedirect(links.path(name="service-preview", parameters=parameters))


def _context(
    request: HttpRequest, page: VersionPage, form: ReviewForm, refusal: DomainError | None
) -> dict[str, object]:
    current = page.version
    person = str(staff_of(request).actor)
    permissions = permissions_of(request)
    organisation_id = current.service.organisation_id
    names = labels.names_of([current.author, current.reviewer, *page.editors])
    return {
        "room": "services",
        "page": page,
        "version": current,
        "name": next((page.content.texts[code].name for code in page.content.languages), current.service.slug),
        "state": labels.STATES[current.state],
        "reason": gettext(current.reason) if current.reason else "",
        "author": names.get(current.author, ""),
        "reviewer": names.get(current.reviewer, ""),
        "editors": sorted(names[editor] for editor in page.editors),
        "differences": [_difference(each.key, each.before, each.after) for each in page.differences],
        "preview_languages": [
            (code, name) for code, name in labels.languages(page.content) if code in page.content.languages
        ],
        "form": form,
        "refusal": refusal,
        "is_open": current.state in rules.OPEN,
        "is_editable": current.state in rules.EDITABLE,
        "may_edit": permissions.may(right=Right.EDIT_CATALOG, organisation_id=organisation_id),
        "may_review": permissions.may(right=Right.REVIEW_CATALOG, organisation_id=organisation_id),
        "is_own_work": not rules.may_review(person=person, editors=page.editors),
        "can_be_restored": current.state in {rules.REPLACED, rules.DISCARDED},
    }


def _difference(key: str, before: str, after: str) -> Difference:
    old, new = labels.shown(key, before), labels.shown(key, after)
    language = key.split(".")[1] if "." in key else ""
    return Difference(
        label=labels.field_label(key),
        language=language,
        direction=labels.direction(language),
        pieces=compared(old, new),
        before=old,
        after=new,
    )


@dataclass(frozen=True, slots=True)
class _Act:
    """What a button does, and the right it needs; None as an answer shows the page again with what is wrong."""

    right: Right
    run: Callable[[HttpRequest, ServiceVersion, ReviewForm], HttpResponse | None]


def _submit(request: HttpRequest, version: ServiceVersion, form: ReviewForm) -> HttpResponse:  # noqa: ARG001
    operations.submit_version(version_id=version.pk, person=_person(request), now=clock.now())
    messages.success(request, gettext("Zur Prüfung gegeben. Sie sehen hier, sobald jemand entschieden hat."))
    return redirect("backoffice:version", version.pk)


def _call_back(request: HttpRequest, version: ServiceVersion, form: ReviewForm) -> HttpResponse:  # noqa: ARG001
    operations.call_back(version_id=version.pk, now=clock.now())
    messages.success(request, gettext("Zurückgeholt. Sie können weiterschreiben."))
    return redirect("backoffice:version", version.pk)


def _merge(request: HttpRequest, version: ServiceVersion, form: ReviewForm) -> HttpResponse:  # noqa: ARG001
    operations.merge_outside(version_id=version.pk, person=_person(request), now=clock.now())
    messages.success(
        request,
        gettext(
            "Zusammengeführt: Ihre Änderungen stehen jetzt auf der gültigen Fassung. Bitte lesen Sie sie noch einmal."
        ),
    )
    return redirect("backoffice:version", version.pk)


def _discard(request: HttpRequest, version: ServiceVersion, form: ReviewForm) -> HttpResponse:  # noqa: ARG001
    operations.discard_version(version_id=version.pk)
    messages.success(request, gettext("Verworfen. In der Geschichte der Leistung bleibt der Entwurf erhalten."))
    return redirect("backoffice:service", version.service.slug)


def _restore(request: HttpRequest, version: ServiceVersion, form: ReviewForm) -> HttpResponse:  # noqa: ARG001
    draft = operations.take_back(version_id=version.pk, person=_person(request), now=clock.now())
    messages.success(request, gettext("Ein Entwurf mit diesem Stand ist angelegt. Auch er wird erst geprüft."))
    return redirect("backoffice:version", draft.pk)


def _approve(request: HttpRequest, version: ServiceVersion, form: ReviewForm) -> HttpResponse:  # noqa: ARG001
    operations.approve_version(
        version_id=version.pk, seen_edits=_seen_edits(request), person=_person(request), now=clock.now()
    )
    messages.success(request, gettext("Veröffentlicht. Bürgerinnen und Bürger lesen ab jetzt diese Fassung."))
    return redirect("backoffice:service", version.service.slug)


def _schedule(request: HttpRequest, version: ServiceVersion, form: ReviewForm) -> HttpResponse | None:
    now = clock.now()
    moment = _moment(form, now=now)
    if moment is None:
        return None
    operations.approve_version(
        version_id=version.pk, seen_edits=_seen_edits(request), person=_person(request), now=now, valid_from=moment
    )
    messages.success(
        request, gettext("Freigegeben. Die Fassung gilt ab %(moment)s.") % {"moment": words.moment_long(moment)}
    )
    return redirect("backoffice:service", version.service.slug)


def _reject(request: HttpRequest, version: ServiceVersion, form: ReviewForm) -> HttpResponse | None:
    operations.reject_version(
        version_id=version.pk,
        seen_edits=_seen_edits(request),
        person=_person(request),
        reason=form.cleaned_data.get("reason", ""),
        now=clock.now(),
    )
    messages.success(request, gettext("Zurückgegeben. Die Redaktion liest Ihren Grund."))
    return redirect("backoffice:reviews")


def _publish(request: HttpRequest, version: ServiceVersion, form: ReviewForm) -> HttpResponse:  # noqa: ARG001
    operations.publish_version(version_id=version.pk, now=clock.now())
    messages.success(request, gettext("Veröffentlicht. Bürgerinnen und Bürger lesen ab jetzt diese Fassung."))
    return redirect("backoffice:service", version.service.slug)


_ACTS = {
    "submit": _Act(Right.EDIT_CATALOG, _submit),
    "call-back": _Act(Right.EDIT_CATALOG, _call_back),
    "merge": _Act(Right.EDIT_CATALOG, _merge),
    "discard": _Act(Right.EDIT_CATALOG, _discard),
    "restore": _Act(Right.EDIT_CATALOG, _restore),
    "approve": _Act(Right.REVIEW_CATALOG, _approve),
    "schedule": _Act(Right.REVIEW_CATALOG, _schedule),
    "reject": _Act(Right.REVIEW_CATALOG, _reject),
    "publish": _Act(Right.REVIEW_CATALOG, _publish),
}


def _moment(form: ReviewForm, *, now: datetime) -> datetime | None:
    """The chosen moment on the city's wall clock; None with an error at the field."""
    if form.errors:
        return None
    typed = form.cleaned_data["valid_from"]
    if typed is None:
        form.add_error("valid_from", gettext(SCHEDULED_MISSING))
        return None
    # the form reads it as UTC; what was typed is what the city's clock shows then
    moment = at_minute(day=typed.date(), minute=typed.hour * 60 + typed.minute, zone=city.zone())
    if moment <= now:
        form.add_error("valid_from", gettext(SCHEDULED_PAST))
    elif moment > now + FARTHEST:
        form.add_error("valid_from", gettext(SCHEDULED_FAR))
    return None if form.errors else moment


def _person(request: HttpRequest) -> str:
    return str(staff_of(request).actor)


def _seen_edits(request: HttpRequest) -> int:
    """What the reviewer has read; a page that does not say it has read nothing."""
    sent = request.POST.get("edits", "")
    return int(sent) if sent.isdigit() and len(sent) < 9 else -1
