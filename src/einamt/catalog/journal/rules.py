"""Changes as differences of wordings: a text for each field. Plain Python.

Nothing at all (no field) means that the thing is not there: an offer that was removed, a rule before it was added.
"""

from collections.abc import Mapping

from einamt.catalog.journal.errors import ChangedSince

Wording = Mapping[str, str]


def difference(*, before: Wording, after: Wording) -> tuple[dict[str, str], dict[str, str]]:
    """What is different: the fields as they were and as they are. What comes or goes is written down whole."""
    is_change = bool(before) and bool(after)
    keys = [key for key in {**before, **after} if not is_change or before.get(key, "") != after.get(key, "")]
    return (
        {key: before.get(key, "") for key in keys} if before else {},
        {key: after.get(key, "") for key in keys} if after else {},
    )


def taken_back(*, current: Wording, before: Wording, after: Wording) -> dict[str, str]:
    """The whole wording with a change undone; nothing where there was nothing before.

    :raises ChangedSince: what the change has written does not stand there any more.
    """
    is_there = bool(current) == bool(after)
    if not is_there or any(current.get(key, "") != text for key, text in after.items()):
        raise ChangedSince
    return {**current, **before} if before else {}
