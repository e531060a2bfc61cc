"""Rules of responsibility: who answers for what, where and for whom.

What a change would leave open or double is shown before it is saved.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.rights import Right
from einamt.catalog.editing.errors import EditedMeanwhile
from einamt.catalog.editing.marks import mark
from einamt.catalog.editing.queries import draft_or_live, service_id_at
from einamt.catalog.journal.queries import ChangeLine, changes_of_rules
from einamt.catalog.lifecycle.queries import organisation_choices
from einamt.catalog.models import PublicService
from einamt.catalog.responsibility.stored import StoredRule
from einamt.catalog.rulebook import operations
from einamt.catalog.rulebook.errors import BadLetters, BadPeriod
from einamt.catalog.rulebook.outlook import Outlook, outlook, present_findings, rules_mark
from einamt.catalog.rulebook.queries import (
    area_choices,
    area_lines,
    matter_choices,
    organisation_names,
    rule_lines,
    rule_of,
    services_with_rules,
    unit_suggestions,
)
from einamt.catalog.rulebook.wording import RULE_KEYS, read_rule, rule_wording
from einamt.channels.backoffice import labels
from einamt.channels.backoffice.history import history_rows
from einamt.channels.backoffice.marked import MarkedForm
from einamt.channels.parts.staff import check_right_in, permissions_of, requires, staff_of
from einamt.kernel.errors import N_, DomainError
from einamt.kernel.localtime import local_date
from einamt.platform import clock
from einamt.platform.shell import city
from einamt.platform.shell.components.basics import StatusKind

PER_PAGE = 50
STATES: Mapping[str, tuple[str, StatusKind]] = {
    "now": (N_("gilt"), "good"),
    "later": (N_("gilt noch nicht"), "waiting"),
    "over": (N_("beendet"), "neutral"),
}


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )


class RuleForm(MarkedForm):
    """One rule; the names of the fields are its keys (`catalog.rulebook.wording`)."""

    organisation = forms.ChoiceField(label=labels.lazily(labels.RULE_FIELDS, "organisation"))
    unit = forms.CharField(
        label=labels.lazily(labels.RULE_FIELDS, "unit"),
        help_text=gettext_lazy("Wie Leute es vor Ort finden: ein Amt, ein Team, ein Zimmer."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "stellen"}),
    )
    unit_en = forms.CharField(label=labels.lazily(labels.RULE_FIELDS, "unit_en"), required=False, max_length=200)
    area_key = forms.ChoiceField(label=labels.lazily(labels.RULE_FIELDS, "area_key"), required=False)
    letters_from = forms.CharField(
        label=labels.lazily(labels.RULE_FIELDS, "letters_from"), required=False, max_length=20
    )
    letters_to = forms.CharField(label=labels.lazily(labels.RULE_FIELDS, "letters_to"), required=False, max_length=20)
    matter = forms.ChoiceField(label=labels.lazily(labels.RULE_FIELDS, "matter"), required=False)
    valid_from = _day(labels.lazily(labels.RULE_FIELDS, "valid_from"))
    valid_until = _day(labels.lazily(labels.RULE_FIELDS, "valid_until"))

    def __init__(self, data: Mapping[str, Any] | None, *, wording: Mapping[str, str], service: PublicService) -> None:
        super().__init__(data, wording=wording)
        areas = area_choices()
        if wording["area_key"] and wording["area_key"] not in dict(areas):
            areas.append((wording["area_key"], wording["area_key"]))  # a key that fits several areas by its beginning
        self.choose("organisation", [(str(key), name) for key, name in organisation_choices()])
        self.choose("area_key", [("", gettext("überall")), *areas])
        self.choose("matter", [("", gettext("jede")), *matter_choices(service_id=service.pk)])


@require_safe
@requires(Right.EDIT_CATALOG)
def rule_list(request: HttpRequest) -> HttpResponse:
    """All services, with how many rules each has and what is wrong with them."""
    words, holes = request.GET.get("q", "")[:100], request.GET.get("befund") == "ja"
    rows = services_with_rules(words=words, has_findings=holes)
    context = {
        "room": "rules",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "has_findings": holes,
        "is_narrowed": bool(words or holes),
    }
    return render(request, "backoffice/rule_list.html", context)


@require_safe
@requires(Right.EDIT_CATALOG)
def areas(request: HttpRequest) -> HttpResponse:
    """The areas that rules can name; they are imported, not edited."""
    rows = [{"line": line, "kind": labels.AREA_KINDS[line.kind]} for line in area_lines()]
    return render(request, "backoffice/areas.html", {"room": "rules", "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules of one service, what is wrong with them, and who has changed what."""
    work = draft_or_live(service_id=service_id_at(slug=slug))
    service = work.service
    refusal: DomainError | None = None
    sent = request.POST.get("change", "")
    if request.method == "POST" and sent.isdigit() and len(sent) < 19:
        check_right_in(request, right=Right.EDIT_CATALOG, organisation_id=service.organisation_id)
        try:
            operations.take_back(
                change_id=int(sent), service_id=service.pk, person=str(staff_of(request).actor), now=clock.now()
            )
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, gettext("Zurückgenommen. Es steht wieder da wie vorher."))
            return redirect("backoffice:rules", slug)
    now = clock.now()
    today = local_date(moment=now, zone=city.zone())
    changes = changes_of_rules(service_id=service.pk)
    context = {
        "room": "rules",
        "service": service,
        "name": next((work.content.texts[code].name for code in work.content.languages), slug),
        "is_any_office": service.responsible == PublicService.Responsible.ANY_OFFICE,
        "rows": [
            {"line": line, "state": STATES[line.state]} for line in rule_lines(service_id=service.pk, today=today)
        ],
        "findings": present_findings(service=service, now=now),
        "today": today,
        "history": history_rows(changes, names=_names(changes, service)),
        "refusal": refusal,
        "may_edit": permissions_of(request).may(right=Right.EDIT_CATALOG, organisation_id=service.organisation_id),
    }
    return render(request, "backoffice/rules.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG, is_local=True)
def new_rule(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a rule."""
    service = _service(request, slug)
    wording = dict.fromkeys(RULE_KEYS, "") | {"organisation": str(service.organisation_id)}
    return _rule_page(request, service=service, rule_number=operations.UNSAVED, wording=wording)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG, is_local=True)
def rule(request: HttpRequest, slug: str, rule_number: int) -> HttpResponse:
    """Change a rule, or end it."""
    service = _service(request, slug)
    stored = rule_of(service_id=service.pk, rule_number=rule_number)
    return _rule_page(request, service=service, rule_number=rule_number, wording=rule_wording(stored))


def _rule_page(
    request: HttpRequest, *, service: PublicService, rule_number: int, wording: Mapping[str, str]
) -> HttpResponse:
    form = RuleForm(request.POST or None, wording=wording, service=service)
    refusal: DomainError | None = None
    seen_rules = rules_mark(service_id=service.pk)
    prospect: Outlook | None = None
    if request.method == "POST" and form.is_valid() and (change := _change(form, service, rule_number)):
        checked = mark(f"{seen_rules} {change!r}")
        if request.POST.get("act") == "save" and request.POST.get("checked") == checked:
            try:
                return _save(request, form=form, service=service, rule_number=rule_number, seen_rules=seen_rules)
            except EditedMeanwhile as clash:
                form.show(clash)
                refusal = clash
            except DomainError as error:
                refusal = error
        if not isinstance(refusal, EditedMeanwhile):
            prospect = outlook(service=service, change=change, now=clock.now())
    else:
        checked = ""
    work = draft_or_live(service_id=service.pk)
    context = {
        "room": "rules",
        "service": service,
        "name": next((work.content.texts[code].name for code in work.content.languages), service.slug),
        "is_new": rule_number == operations.UNSAVED,
        "form": form,
        "rows": form.rows(),
        "note": request.POST.get("note", "")[:500],
        "units": unit_suggestions(),
        "refusal": refusal,
        "outlook": prospect,
        "checked": checked if prospect else "",
        "today": local_date(moment=clock.now(), zone=city.zone()),
        "is_any_office": service.responsible == PublicService.Responsible.ANY_OFFICE,
    }
    status = refusal.status if refusal else 422 if form.is_bound and form.errors else 200
    return render(request, "backoffice/rule.html", context, status=status)


def _change(form: RuleForm, service: PublicService, rule_number: int) -> StoredRule | None:
    """The rule as it was typed; None with an error at the field."""
    try:
        return read_rule(wording=form.wording_by_key(), rule_id=rule_number, service_id=service.pk)
    except BadLetters as wrong:
        form.add_error("letters_to", gettext(wrong.message))
    except BadPeriod as wrong:
        form.add_error("valid_until", gettext(wrong.message))
    return None


def _save(
    request: HttpRequest, *, form: RuleForm, service: PublicService, rule_number: int, seen_rules: str
) -> HttpResponse:
    change = operations.save_rule(
        service_id=service.pk,
        rule_number=rule_number,
        wording=form.wording_by_key(),
        seen=form.seen,
        seen_rules=seen_rules,
        person=str(staff_of(request).actor),
        note=request.POST.get("note", "")[:500],
        now=clock.now(),
    )
    if change is None:
        messages.info(request, gettext("Sie haben nichts geändert; es gab nichts zu speichern."))
    else:
        messages.success(request, gettext("Gespeichert. Das gilt ab jetzt, oder ab dem Tag, der in der Regel steht."))
    return redirect("backoffice:rules", service.slug)


def _service(request: HttpRequest, slug: str) -> PublicService:
    service = draft_or_live(service_id=service_id_at(slug=slug)).service
    check_right_in(request, right=Right.EDIT_CATALOG, organisation_id=service.organisation_id)
    return service


def _names(changes: list[ChangeLine], service: PublicService) -> dict[str, dict[str, str]]:
    """What the values in a history are called: organisations, areas, kinds of matter."""
    named = [each for line in changes for each in line.fields if each.key == "organisation"]
    ids = {int(text) for each in named for text in (each.before, each.after) if text.isdigit()}
    return {
        "organisation": {str(key): name for key, name in organisation_names(ids=ids).items()},
        "area_key": dict(area_choices()) | {"": gettext("überall")},
        "matter": dict(matter_choices(service_id=service.pk)) | {"": gettext("jede")},
    }
