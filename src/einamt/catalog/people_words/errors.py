"""What is refused about words."""

from http import HTTPStatus

from einamt.kernel.errors import N_, DomainError


class WordNotFound(DomainError):
    """There is no such word or search."""

    code = "word-not-found"
    status = HTTPStatus.NOT_FOUND
    message = N_("Dieses Wort gibt es nicht mehr. Die Liste zeigt, was noch da ist.")


class WordNeedsAnother(DomainError):
    """Who proposed a word agrees to it."""

    code = "word-needs-another"
    status = HTTPStatus.FORBIDDEN
    message = N_("Diesen Vorschlag haben Sie selbst gemacht. Zustimmen muss jemand anderes.")


class WordTaken(DomainError):
    """The city has a meaning for this word already."""

    code = "word-taken"
    message = N_("„%(said)s“ steht schon in Ihrer Wortliste. Bitte ändern Sie den Eintrag, der da ist.")


class WordSaysNothing(DomainError):
    """What is said, or what it means, holds no word that the search could use."""

    code = "word-says-nothing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = N_(
        "Darin ist kein Wort, mit dem die Suche etwas anfangen kann. Füllwörter wie „der“ oder „ich“ zählen nicht."
    )
