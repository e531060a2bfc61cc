"""A home that is visited, and why somebody may be visited: plain Python. The rule: docs/rules/home-visits.md."""

import json
from dataclasses import dataclass
from enum import StrEnum

from einamt.catalog.rules.distances import Place
from einamt.kernel.errors import N_


class Reason(StrEnum):
    """Why somebody is visited; a tour says which it takes. Nobody has to prove it, and it is not kept."""

    CANNOT_LEAVE = "cannot-leave"
    CARE_HOME = "care-home"
    CARES = "cares"
    NO_WAY = "no-way"


REASONS = {
    Reason.CANNOT_LEAVE: N_("Ich kann meine Wohnung wegen Krankheit, Behinderung oder Alter kaum verlassen."),
    Reason.CARE_HOME: N_("Ich lebe in einem Heim oder liege in einem Krankenhaus."),
    Reason.CARES: N_("Ich pflege jemanden und kann ihn nicht allein lassen."),
    Reason.NO_WAY: N_("Von mir aus ist das nächste Amt ohne Auto kaum zu erreichen."),
}
"""As the person says it."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody is visited: the address as the team reads it, its coordinates, and how to find the door."""

    address: str
    place: Place
    hint: str = ""


def written(home: Home) -> str:
    """`home` as it is kept."""
    return json.dumps([home.address, home.place.latitude, home.place.longitude, home.hint], ensure_ascii=False)


def read(text: str) -> Home:
    """What `written` made."""
    address, latitude, longitude, hint = json.loads(text)
    return Home(address=address, place=Place(latitude=latitude, longitude=longitude), hint=hint)
