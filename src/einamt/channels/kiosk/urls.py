"""Addresses of this channel. The language stands in the address: a terminal speaks more than the house does."""

from django.urls import path, register_converter

from einamt.channels.kiosk import arriving, choosing, drawing, showing, starting
from einamt.channels.kiosk.pages import LANGUAGES


class Language:
    """One of a terminal's languages."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Language, "spoken")
app_name = "kiosk"
_HERE = "<slug:slug>/<spoken:language>/"
urlpatterns = [
    path("<slug:slug>/", starting.begin, name="begin"),
    path(_HERE, starting.start, name="start"),
    path(f"{_HERE}noch-da/", starting.still_there, name="still-there"),
    path(f"{_HERE}termin/", arriving.arrive, name="arrive"),
    path(f"{_HERE}anliegen/", choosing.choose, name="choose"),
    path(f"{_HERE}anliegen/<int:service_id>/", drawing.service, name="service"),
    path(f"{_HERE}anliegen/<int:service_id>/notfall/", drawing.emergency, name="emergency"),
    path(f"{_HERE}nummer/<str:token>/", showing.shown, name="shown"),
    path("<slug:slug>/<str:key>/", starting.pair, name="pair"),
]
