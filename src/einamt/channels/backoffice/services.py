"""The list of services, and one service with all that is known about its text."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_safe

from einamt.accounts.rights import Right
from einamt.catalog.editing import rules
from einamt.catalog.editing.lists import Wanted, service_lines, services_wanted
from einamt.catalog.editing.queries import draft_or_live, history, service_id_at
from einamt.catalog.lifecycle.queries import open_retirement
from einamt.catalog.linting.queries import finding_lines, open_findings
from einamt.channels.backoffice import labels
from einamt.channels.parts.staff import permissions_of, requires, staff_of
from einamt.kernel.localtime import local_date
from einamt.platform import clock, links
from einamt.platform.shell import city
from einamt.platform.shell.forms import Form

PER_PAGE = 50


class SieveForm(Form):
    """What the list is narrowed down to."""

    q = forms.CharField(label=gettext_lazy("Suchen"), max_length=100, required=False)
    stand = forms.ChoiceField(label=gettext_lazy("Stand"), required=False)
    fehlt = forms.ChoiceField(label=gettext_lazy("Es fehlt"), required=False)
    befund = forms.ChoiceField(label=gettext_lazy("Befund"), required=False)
    wer = forms.ChoiceField(label=gettext_lazy("Wer"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        any_of_them = ("", gettext("alle"))
        states = [(state, gettext(labels.STATES[state][0])) for state in rules.OPEN]
        self._choose(
            "stand",
            [
                *(any_of_them, ("none", gettext("niemand arbeitet daran")), *states),
                *(("withheld", gettext("ohne Seite")), ("retired", gettext("aufgegeben"))),
            ],
        )
        self._choose("fehlt", [any_of_them, *labels.languages()])
        self._choose("befund", [any_of_them, *((code, gettext(word)) for code, (word, _) in labels.SEVERITIES.items())])
        self._choose("wer", [any_of_them, ("ich", gettext("ich"))])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def wanted(self, *, person: str) -> Wanted:
        """What was asked for; what cannot be asked for is left out."""
        self.is_valid()
        chosen = self.cleaned_data
        return Wanted(
            words=chosen.get("q", ""),
            state=chosen.get("stand", ""),
            missing=chosen.get("fehlt", ""),
            finding=chosen.get("befund", ""),
            person=person if chosen.get("wer") == "ich" else "",
        )


@require_safe
@requires(Right.EDIT_CATALOG)
def service_list(request: HttpRequest) -> HttpResponse:
    """All services, or those that are asked for."""
    sieve = SieveForm(request.GET)
    page = Paginator(services_wanted(wanted=sieve.wanted(person=str(staff_of(request).actor))), PER_PAGE).get_page(
        request.GET.get("page")
    )
    lines = service_lines(services=list(page.object_list))
    names = labels.names_of(line.author for line in lines)
    context = {
        "room": "services",
        "sieve": sieve,
        "page": page,
        "rows": [
            {"line": line, "state": labels.STATES.get(line.state), "author": names.get(line.author, "")}
            for line in lines
        ],
        "has_several_organisations": len({line.organisation for line in lines}) > 1,
        "is_narrowed": any(request.GET.get(name) for name in sieve.fields),
    }
    return render(request, "backoffice/services.html", context)


@require_safe
@requires(Right.EDIT_CATALOG)
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: who is at work, what is wrong, and how it came to say what it says."""
    work = draft_or_live(service_id=service_id_at(slug=slug))
    versions = history(service_id=work.service.pk)
    findings = list(open_findings(service_id=work.service.pk))
    names = labels.names_of(
        [*(person for line in versions for person in (line.author, line.reviewer)), *(each.owner for each in findings)]
    )
    today = local_date(moment=clock.now(), zone=city.zone())
    context = {
        "room": "services",
        "service": work.service,
        "name": next((work.content.texts[code].name for code in work.content.languages), slug),
        "version": work.version,
        "state": labels.STATES[work.version.state] if work.version else None,
        "author": names.get(work.version.author, "") if work.version else "",
        "languages": [
            {"code": code, "name": name, "is_there": code in work.content.languages}
            for code, name in labels.languages(work.content)
        ],
        "history": [
            {
                "line": line,
                "state": labels.STATES[line.state],
                "author": names.get(line.author, ""),
                "reviewer": names.get(line.reviewer, ""),
            }
            for line in versions
        ],
        "findings": [
            {"line": line, "severity": labels.SEVERITIES[line.severity], "owner": names.get(line.owner, "")}
            for line in finding_lines(findings=findings, language=get_language() or "de", today=today)
        ],
        "live_url": links.path(name="service", parameters={"slug": slug}) if work.service.is_public else "",
        "retirement": open_retirement(service_id=work.service.pk),
        "may_edit": permissions_of(request).may(right=Right.EDIT_CATALOG, organisation_id=work.service.organisation_id),
    }
    return render(request, "backoffice/service.html", context)
