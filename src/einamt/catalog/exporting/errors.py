"""Why an export is refused. Told to the person at the command line, in English; no file has been written."""


class ExportRefused(Exception):
    """It cannot be written; the text says why and what to do."""
