"""Saving a draft while it is written: what the form's script is answered.

Nothing else is saved than by the button: what two people have changed is refused, and neither text is lost.
"""

from http import HTTPStatus

from django.http import JsonResponse
from django.utils.translation import gettext

from einamt.catalog.editing.errors import EditedMeanwhile
from einamt.catalog.editing.marks import mark
from einamt.catalog.editing.operations import save_draft
from einamt.catalog.editing.queries import draft_or_live
from einamt.catalog.editing.wording import wording
from einamt.channels.backoffice.forms import ContentForm
from einamt.kernel.errors import DomainError
from einamt.platform import clock
from einamt.platform.shell import city


def saved(*, form: ContentForm, service_id: int, person: str) -> JsonResponse:
    """Save what was sent, and say when; with the marks of the fields that the person has changed.

    Only those: a field that somebody else has changed meanwhile keeps the mark of what this person was shown.
    """
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        label = form.fields[field].label if field in form.fields else ""
        return _refused(f"{label}: {errors[0]}" if label else str(errors[0]), HTTPStatus.UNPROCESSABLE_ENTITY)
    typed, now = form.wording_by_key(), clock.now()
    mine = [key for key, text in typed.items() if mark(text) != form.seen[key]]
    try:
        save_draft(
            service_id=service_id,
            wording_by_key=typed,
            seen=form.seen,
            person=person,
            note=form.cleaned_data["note"],
            now=now,
        )
    except EditedMeanwhile:
        sentence = gettext("Jemand anderes hat dieselben Felder geändert. Speichern zeigt beide Texte.")
        return _refused(sentence, HTTPStatus.CONFLICT)
    except DomainError as refusal:
        return _refused(gettext(refusal.message) % refusal.params, HTTPStatus(refusal.status))
    there = draft_or_live(service_id=service_id).content
    sentence = gettext("gespeichert %(time)s") % {"time": now.astimezone(city.zone()).strftime("%H:%M")}
    return JsonResponse({"sentence": sentence, "seen": {key: mark(wording(there, key)) for key in mine}})


def signed_out() -> JsonResponse:
    """Nobody is signed in any more: what is typed stays in the page until they are."""
    sentence = gettext(
        "Ihre Anmeldung ist abgelaufen. Speichern führt zur Anmeldung; was Sie geschrieben haben, bleibt."
    )
    return _refused(sentence, HTTPStatus.UNAUTHORIZED)


def _refused(sentence: str, status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"sentence": gettext("Noch nicht gespeichert.") + " " + sentence}, status=status)
