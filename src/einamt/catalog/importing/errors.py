"""Why an import is refused. Told to the person at the command line, in English; nothing has been written."""


class ImportRefused(Exception):
    """The files cannot be taken in; the text says which file, where in it, what was found and what was expected."""


class CatalogChangedMeanwhile(ImportRefused):
    """Between showing the difference and applying it, somebody else has changed the catalogue."""
