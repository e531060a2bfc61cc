"""For whom somebody comes, and what help they need: plain Python. The sources stand in docs/rules/appointments.md."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from einamt.kernel.acting import ActingFor
from einamt.kernel.errors import N_


class Help(StrEnum):
    """Help that the city arranges for an appointment."""

    SIGN_LANGUAGE = "sign-language"
    INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is particular about a visit."""

    acting_for: tuple[ActingFor, ...] = ()
    help: tuple[Help, ...] = ()
    language: str = ""
    """Into which one an interpreter is to translate, as the person named it."""

    def __bool__(self) -> bool:
        return bool(self.acting_for or self.help)


NOTHING = Particulars()

FOR_WHOM = {
    ActingFor.CHILD: N_("Für mein Kind"),
    ActingFor.WARD: N_("Für jemanden, den ich rechtlich betreue"),
    ActingFor.PRINCIPAL: N_("Mit Vollmacht für jemand anderen"),
}
PROOFS = {
    ActingFor.CHILD: N_(
        "Geburtsurkunde des Kindes; kommt nur ein Elternteil mit Sorgerecht: das Einverständnis des anderen mit Kopie "
        "des Ausweises, oder der Nachweis der alleinigen Sorge"
    ),
    ActingFor.WARD: N_("Betreuerausweis und Ihr Ausweis"),
    ActingFor.PRINCIPAL: N_("Unterschriebene Vollmacht, Ausweis der Person, die Sie vertreten, und Ihr Ausweis"),
}
"""What shows that somebody may act for the other."""
HELP = {
    Help.SIGN_LANGUAGE: N_("Gebärdensprache"),
    Help.INTERPRETER: N_("Dolmetschen"),
}


def written(particulars: Particulars) -> str:
    """`particulars` as they are kept."""
    return json.dumps([particulars.acting_for, particulars.help, particulars.language], ensure_ascii=False)


def read(text: str) -> Particulars:
    """What `written` made; nothing particular where nothing was kept."""
    if not text:
        return NOTHING
    acting_for, needed, language = json.loads(text)
    return understood(acting_for=acting_for, needed=needed, language=language)


def understood(*, acting_for: Sequence[str], needed: Sequence[str], language: str = "") -> Particulars:
    """The codes that are known, each once, in their own order."""
    return Particulars(
        acting_for=tuple(each for each in ActingFor if each.value in acting_for),
        help=tuple(each for each in Help if each.value in needed),
        language=language if Help.INTERPRETER.value in needed else "",
    )
