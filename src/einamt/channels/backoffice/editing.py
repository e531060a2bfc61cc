"""Writing and translating: one page for a language, with the German text beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from einamt.accounts.models import Staff
from einamt.accounts.rights import Right
from einamt.catalog.editing import rules
from einamt.catalog.editing.content import KINDS, TEXT_FIELDS
from einamt.catalog.editing.errors import Clash, EditedMeanwhile, InReview
from einamt.catalog.editing.operations import save_draft, submit_version
from einamt.catalog.editing.queries import Work, draft_or_live, service_id_at
from einamt.catalog.editing.wording import GENERAL, wording
from einamt.catalog.linting.sentences import language_name
from einamt.catalog.models import ServiceVersion
from einamt.channels.backoffice import autosaving, keeping, labels
from einamt.channels.backoffice.forms import ContentForm
from einamt.channels.parts.staff import check_right_in, needing, requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.platform import clock

SOURCE = "de"
AUTOSAVE = "autosave"
"""What a form's script sends as `act`; it is answered with JSON."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field, and what stands beside it: the text to translate, or what somebody else has written meanwhile."""

    field: BoundField
    key: str
    mark: str
    beside: str
    beside_title: str
    beside_language: str
    is_clash: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together."""

    id: str
    title: str
    rows: list[FieldRow]


@needing(Right.EDIT_CATALOG, is_local=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form, also for who comes back after their session has ended: nothing typed is lost."""
    if request.method == "POST" and not isinstance(request.user, Staff):
        if request.POST.get("act") == AUTOSAVE:
            return autosaving.signed_out()
        if keeping.keep(request):
            return redirect_to_login(request.get_full_path())
    return _edit(request, slug)


@requires(Right.EDIT_CATALOG)
def _edit(request: HttpRequest, slug: str) -> HttpResponse:
    work = draft_or_live(service_id=service_id_at(slug=slug))
    check_right_in(request, right=Right.EDIT_CATALOG, organisation_id=work.service.organisation_id)
    known = dict(labels.languages(work.content))
    language = request.GET.get("sprache", SOURCE)
    if language not in known:
        language = SOURCE
    sent = request.POST if request.method == "POST" else keeping.kept(request)
    note = work.version.note if work.version else ""
    form = ContentForm(sent, language=language, content=work.content, note=note)
    if request.method == "POST" and request.POST.get("act") == AUTOSAVE:
        return autosaving.saved(form=form, service_id=work.service.pk, person=str(staff_of(request).actor))
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, work=work, form=form, language=language)
        except EditedMeanwhile as clash:
            form.show(clash.wording, seen=clash.seen)
            refusal = clash
        except DomainError as error:
            refusal = error
    context = _context(request, work=work, form=form, language=language, refusal=refusal)
    context["was_kept"] = request.method != "POST" and sent is not None
    return render(request, "backoffice/edit.html", context, status=_status(form, refusal))


def _save(request: HttpRequest, *, work: Work, form: ContentForm, language: str) -> HttpResponse:
    person, now = str(staff_of(request).actor), clock.now()
    version = save_draft(
        service_id=work.service.pk,
        wording_by_key=form.wording_by_key(),
        seen=form.seen,
        person=person,
        note=form.cleaned_data["note"],
        now=now,
    )
    if version is None:
        messages.info(request, gettext("Sie haben nichts geändert; es gab nichts zu speichern."))
    elif request.POST.get("act") == "submit":
        return _hand_in(request, version=version, person=person)
    elif request.POST.get("act") == "preview":
        return redirect(f"{reverse('backoffice:preview', args=[version.pk])}?sprache={language}")
    else:
        messages.success(
            request, gettext("Gespeichert. Veröffentlicht wird der Text erst, wenn ihn jemand anderes geprüft hat.")
        )
    return redirect(f"{reverse('backoffice:edit', args=[work.service.slug])}?sprache={language}")


def _hand_in(request: HttpRequest, *, version: ServiceVersion, person: str) -> HttpResponse:
    """What was typed is saved by now; where handing in is refused, the version's page says why."""
    try:
        submit_version(version_id=version.pk, person=person, now=clock.now())
    except DomainError as refusal:
        messages.warning(request, gettext(refusal.message) % refusal.params)
        return redirect("backoffice:version", version.pk)
    messages.success(request, gettext("Zur Prüfung gegeben. Sie sehen hier, sobald jemand entschieden hat."))
    return redirect("backoffice:service", version.service.slug)


def _context(
    request: HttpRequest, *, work: Work, form: ContentForm, language: str, refusal: DomainError | None
) -> dict[str, object]:
    clashes = {clash.key: clash for clash in refusal.clashes} if isinstance(refusal, EditedMeanwhile) else {}
    return {
        "room": "services",
        "service": work.service,
        "name": next((work.content.texts[code].name for code in work.content.languages), work.service.slug),
        "version": work.version,
        "is_locked": work.version is not None and work.version.state not in rules.EDITABLE,
        "state": labels.STATES[work.version.state] if work.version else None,
        "form": form,
        "groups": _groups(form, work, language, clashes),
        "language": language,
        "language_name": language_name(language),
        "is_translating": language != SOURCE,
        "languages": [
            {"code": code, "name": name, "is_there": code in work.content.languages, "is_current": code == language}
            for code, name in labels.languages(work.content)
        ],
        "refusal": refusal,
        "is_clash": bool(clashes),
        "ticket": keeping.ticket(request),
    }


def _groups(form: ContentForm, work: Work, language: str, clashes: dict[str, Clash]) -> list[Group]:
    def rows(keys: Sequence[str]) -> list[FieldRow]:
        return [_row(form, work, language, key, clashes.get(key)) for key in keys]

    first = [f"text.{language}.{name}" for name in TEXT_FIELDS]
    lists = [f"items.{language}.{kind}" for kind in KINDS]
    return [
        Group("texte", gettext("Texte"), rows(first)),
        Group("listen", gettext("Listen"), rows(lists)),
        Group("woerter", gettext("Suche"), rows([f"synonyms.{language}"])),
        Group("allgemein", gettext("Gilt für alle Sprachen"), rows(GENERAL)),
    ]


def _row(form: ContentForm, work: Work, language: str, key: str, clash: Clash | None) -> FieldRow:
    beside, title, beside_language = "", "", language
    if clash is not None:
        beside, title = labels.shown(key, clash.theirs), gettext("Das hat jemand anderes inzwischen gespeichert")
    elif language != SOURCE and "." in key:
        source_key = key.replace(f".{language}", f".{SOURCE}", 1)
        beside, title, beside_language = wording(work.content, source_key), gettext("Auf Deutsch"), SOURCE
    return FieldRow(
        field=form[key],
        key=key,
        mark=form.seen[key],
        beside=beside,
        beside_title=title,
        beside_language=beside_language,
        is_clash=clash is not None,
    )


def _status(form: ContentForm, refusal: DomainError | None) -> int:
    if isinstance(refusal, EditedMeanwhile | InReview):
        return 409
    return 422 if form.is_bound and form.errors else 200
