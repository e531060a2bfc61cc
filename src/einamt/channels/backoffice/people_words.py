"""What people searched for in vain, and the city's own words for the search."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.rights import Right
from einamt.catalog.editing.operations import add_synonym
from einamt.catalog.editing.queries import draft_or_live, service_id_at
from einamt.catalog.models import EditorWord, WordVersion
from einamt.catalog.people_words.errors import WordTaken
from einamt.catalog.people_words.operations import agree_to_word, propose_word, refuse_word, settle_search
from einamt.catalog.people_words.queries import editor_word, editor_words, missed_search, missed_searches, word_versions
from einamt.catalog.queries import all_services
from einamt.catalog.search.service import search_services
from einamt.channels.backoffice import labels
from einamt.channels.parts.staff import check_right_in, requires, staff_of
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.shell.forms import Form

PER_PAGE = 100
NEAREST = 5


class WordForm(Form):
    """What people say, and what the administration calls it."""

    said = forms.CharField(
        label=gettext_lazy("Was Leute sagen"),
        max_length=100,
        help_text=gettext_lazy("Ein Wort oder mehrere; Groß und klein, Umlaute und Endungen sind gleich."),
    )
    means = forms.CharField(
        label=gettext_lazy("Welche amtlichen Wörter es meint"),
        max_length=300,
        help_text=gettext_lazy(
            "Wörter aus Namen oder Stichwörtern der Leistungen. Mehrere Bedeutungen durch Komma trennen."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Sprache"))
    weight = forms.TypedChoiceField(
        label=gettext_lazy("Wie gut trifft es das?"),
        coerce=float,
        choices=[("1.0", gettext_lazy("genau")), ("0.85", gettext_lazy("meistens")), ("0.6", gettext_lazy("manchmal"))],
    )
    note = forms.CharField(label=gettext_lazy("Notiz"), required=False, max_length=300)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        if isinstance(field, forms.ChoiceField):
            field.choices = labels.languages()


class SynonymForm(Form):
    """Which service a searched text belongs to."""

    slug = forms.ChoiceField(
        label=gettext_lazy("Leistung"),
        error_messages={"required": gettext_lazy("Bitte wählen Sie die Leistung, die gemeint war.")},
    )

    def __init__(self, *args: object, services: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["slug"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", gettext("Bitte wählen")), *services]


@require_safe
@requires(Right.EDIT_CATALOG)
def searches(request: HttpRequest) -> HttpResponse:
    """What several people searched for and did not find, by frequency."""
    rows = [
        {"search": row, "language": dict(labels.languages()).get(row.language, row.language)}
        for row in missed_searches()
    ]
    return render(request, "backoffice/searches.html", {"room": "searches", "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def search(request: HttpRequest, search_id: int) -> HttpResponse:
    """One search: give the word to a service, put it on the list of words, or let it be."""
    missed = missed_search(search_id=search_id)
    if request.method == "POST" and request.POST.get("act") == "settle":
        settle_search(search_id=search_id)
        messages.success(
            request, gettext("Erledigt. „%(text)s“ steht nicht mehr in der Liste.") % {"text": missed.text}
        )
        return redirect("backoffice:searches")
    language = get_language() or "de"
    services = [(card.slug, card.name) for card in all_services(language=language)]
    form = SynonymForm(request.POST or None, services=services)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _give_to_service(request, search_id=search_id, text=missed.text, language=missed.language, form=form)
        except DomainError as error:
            refusal = error
    context = {
        "room": "searches",
        "search": missed,
        "form": form,
        "refusal": refusal,
        "nearest": search_services(query=missed.text, language=language, limit=NEAREST).hits,
    }
    return render(request, "backoffice/search.html", context, status=_status(form, refusal))


@require_safe
@requires(Right.EDIT_CATALOG)
def word_list(request: HttpRequest) -> HttpResponse:
    """The city's own words."""
    page = Paginator(editor_words(), PER_PAGE).get_page(request.GET.get("page"))
    known = dict(labels.languages())
    rows = [{"word": row, "language": known.get(row.language, row.language)} for row in page.object_list]
    return render(request, "backoffice/words.html", {"room": "words", "page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def new_word(request: HttpRequest) -> HttpResponse:
    """Add a word."""
    initial = {"said": request.GET.get("wort", "")[:100], "language": request.GET.get("sprache", "de"), "weight": "1.0"}
    return _word_page(request, word=None, initial=initial)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_CATALOG)
def word(request: HttpRequest, word_id: int) -> HttpResponse:
    """Change a word, or let the search forget it."""
    known = editor_word(word_id=word_id)
    if request.method == "POST" and (decided := _decided(request, word=known)):
        return decided
    weights = [value for value, _ in WordForm.base_fields["weight"].choices]  # type: ignore[attr-defined]
    nearest = min(weights, key=lambda value: abs(float(value) - known.weight))
    initial = {
        "said": known.said,
        "means": known.means,
        "language": known.language,
        "weight": nearest,
        "note": known.note,
    }
    return _word_page(request, word=known, initial=initial)


def _decided(request: HttpRequest, *, word: EditorWord) -> HttpResponse | None:
    """The answer to a button beside the form; None where the form itself was sent."""
    act, person, now = request.POST.get("act", ""), str(staff_of(request).actor), clock.now()
    if act in {"agree", "refuse"}:
        number = request.POST.get("version", "")
        version_id = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
        if act == "agree":
            agree_to_word(version_id=version_id, person=person, now=now)
            messages.success(request, gettext("Zugestimmt. Das gilt für die Suche ab jetzt."))
        else:
            refuse_word(version_id=version_id, person=person, now=now)
            messages.success(request, gettext("Der Vorschlag ist vom Tisch."))
        return redirect("backoffice:word", word.pk)
    if act in {"disable", "enable"}:
        propose_word(
            word_id=word.pk,
            said=word.said,
            language=word.language,
            means=word.means,
            weight=word.weight,
            note=word.note,
            person=person,
            now=now,
            is_active=act == "enable",
        )
        messages.success(request, gettext("Vorgeschlagen. Es gilt, sobald eine zweite Person zugestimmt hat."))
        return redirect("backoffice:word", word.pk)
    return None


def _word_page(request: HttpRequest, *, word: EditorWord | None, initial: dict[str, str]) -> HttpResponse:
    form = WordForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            person = str(staff_of(request).actor)
            saved = propose_word(word_id=word.pk if word else None, person=person, now=clock.now(), **form.cleaned_data)
        except WordTaken as refusal:
            form.add_error("said", gettext(refusal.message) % refusal.params)
        except DomainError as refusal:
            form.add_error("means", gettext(refusal.message) % refusal.params)
        else:
            messages.success(
                request,
                gettext("Vorgeschlagen. Die Suche kennt „%(said)s“, sobald eine zweite Person zugestimmt hat.")
                % {"said": saved.said},
            )
            return redirect("backoffice:words")
    versions = word_versions(word_id=word.pk) if word else []
    names = labels.names_of(name for version in versions for name in (version.author, version.reviewer))
    rows = [
        {
            "version": version,
            "state": labels.WORD_STATES[version.state],
            "author": names[version.author],
            "reviewer": names.get(version.reviewer, ""),
        }
        for version in versions
    ]
    # the latest version is the only one that can be open
    is_open = bool(versions) and versions[0].state == WordVersion.State.PROPOSED
    context = {
        "room": "words",
        "form": form,
        "word": word,
        "rows": rows,
        "proposal": rows[0] if is_open else None,
        "is_own": is_open and versions[0].author == str(staff_of(request).actor),
    }
    return render(request, "backoffice/word.html", context, status=_status(form, None))


def _give_to_service(
    request: HttpRequest, *, search_id: int, text: str, language: str, form: SynonymForm
) -> HttpResponse:
    service_id = service_id_at(slug=form.cleaned_data["slug"])
    service = draft_or_live(service_id=service_id).service
    check_right_in(request, right=Right.EDIT_CATALOG, organisation_id=service.organisation_id)
    added = add_synonym(
        service_id=service_id, language=language, text=text, person=str(staff_of(request).actor), now=clock.now()
    )
    settle_search(search_id=search_id)
    if added is None:
        messages.info(request, gettext("„%(text)s“ steht schon bei dieser Leistung.") % {"text": text})
    else:
        messages.success(
            request,
            gettext("„%(text)s“ steht jetzt im Entwurf der Leistung. Gesucht wird danach, sobald er geprüft ist.")
            % {"text": text},
        )
    return redirect("backoffice:service", service.slug)


def _status(form: Form, refusal: DomainError | None) -> int:
    if refusal is not None:
        return refusal.status
    return 422 if form.is_bound and form.errors else 200
