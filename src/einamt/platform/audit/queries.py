"""Reading the log of reading."""

from einamt.platform.audit.models import ReadingEntry


def readings(*, subject: str, limit: int = 200) -> list[ReadingEntry]:
    """Who looked at `subject`, newest first: what a citizen may ask for (Art. 15 GDPR) and the data protection officer.

    There is no query by person on purpose: the log must not measure staff (§ 85(1) no. 13 PersVG Berlin).
    """
    return list(ReadingEntry.objects.filter(subject=subject).order_by("-at", "-id")[:limit])
