"""How surely somebody was seen who signed in."""

from enum import IntEnum


class Level(IntEnum):
    """In the words of Art. 8(2) Regulation (EU) 910/2014 (eIDAS); a surer one is greater."""

    LOW = 1
    SUBSTANTIAL = 2
    HIGH = 3
