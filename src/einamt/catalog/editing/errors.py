"""What editing refuses, and how it says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class VersionNotFound(DomainError):
    """No version has this key."""

    code = "version-not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Diese Fassung gibt es nicht. Die Liste der Leistungen zeigt, woran gerade gearbeitet wird.")


class NotWhereItWas(DomainError):
    """The version is in another state than the act needs: somebody was faster, or the page was old."""

    code = "version-elsewhere"
    message = N_(
        "Diese Fassung ist inzwischen in einem anderen Stand, dafür geht das nicht mehr. Bitte laden Sie die Seite neu."
    )


class InReview(DomainError):
    """The draft is being reviewed or waits for its day; it must be called back before it is edited."""

    code = "version-in-review"
    message = N_(
        "Dieser Entwurf liegt zur Prüfung oder wartet auf seinen Tag. Holen Sie ihn zurück, wenn Sie weiterschreiben "
        "möchten. Ihr Text steht noch im Formular."
    )


class OwnWork(DomainError):
    """Whoever has written a word of a version cannot approve it."""

    code = "version-own-work"
    status = HTTPStatus.FORBIDDEN
    message = N_(
        "An dieser Fassung haben Sie mitgeschrieben. Prüfen muss sie jemand anderes: Vier Augen sehen mehr als zwei."
    )


class ReadSomethingElse(DomainError):
    """The version was changed after the reviewer had opened it."""

    code = "version-changed"
    message = N_("Diese Fassung wurde geändert, nachdem Sie sie geöffnet haben. Bitte lesen Sie sie noch einmal.")


class NothingChanged(DomainError):
    """The draft says what is in force already."""

    code = "version-unchanged"
    message = N_("In diesem Entwurf steht nichts anderes als in der gültigen Fassung. Es gibt nichts zu prüfen.")


class NoReason(DomainError):
    """Sent back without a word why."""

    code = "version-no-reason"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Bitte schreiben Sie in einem Satz, was zu ändern ist. Sonst weiß die Redaktion nicht, woran es lag.")


class NoName(DomainError):
    """A service needs a German name: what is asked for in another language falls back on it."""

    code = "version-no-name"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_("Der Leistung fehlt ein Name auf Deutsch. Ohne ihn kann sie nicht veröffentlicht werden.")


class ChangedOutside(DomainError):
    """What is in force was changed after the draft was begun: by an import, or by another publication."""

    code = "version-changed-outside"
    message = N_(
        "Die gültige Fassung wurde inzwischen geändert, zum Beispiel durch einen Import. Der Entwurf muss erst mit ihr "
        "zusammengeführt werden; nichts davon geht verloren."
    )


class AlreadyOpen(DomainError):
    """There is a draft already."""

    code = "version-already-open"
    message = N_("An dieser Leistung wird schon gearbeitet. Bitte bringen Sie zuerst den offenen Entwurf zu Ende.")


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that two people have changed: what it was to the second is known to them; these are both texts."""

    key: str
    theirs: str
    mine: str


class EditedMeanwhile(DomainError):
    """Somebody else has changed the same fields since the page was opened. Nothing was written."""

    code = "version-edited-meanwhile"
    message = N_(
        "Jemand anderes hat dieselben Felder geändert, während Sie geschrieben haben. Unten stehen beide Texte "
        "nebeneinander. Ihrer ist nicht verloren."
    )

    def __init__(self, *, clashes: list[Clash], wording: Mapping[str, str], seen: Mapping[str, str]) -> None:
        super().__init__()
        self.clashes = clashes
        self.wording = wording
        """What the form shows now: the second person's own changes, and elsewhere what others wrote."""
        self.seen = seen
        """The marks of the fields as they are now: whoever saves again has seen these."""
