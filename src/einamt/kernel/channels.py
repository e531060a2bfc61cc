"""The ways a matter reaches the city."""

from enum import StrEnum


class Channel(StrEnum):
    """By which door a matter came in; facts and cases carry it."""

    PORTAL = "portal"
    COUNTER = "counter"
    HOTLINE = "hotline"
    KIOSK = "kiosk"
    MOBILE = "mobile"
    LETTER = "letter"
    API = "api"
