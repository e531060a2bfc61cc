"""In which area a point lies."""

from collections.abc import Iterable

from einamt.catalog.models import Area
from einamt.catalog.rules.polygons import contains

_SMALLEST_FIRST = [
    *(Area.Kind.LOCALITY, Area.Kind.DISTRICT, Area.Kind.MUNICIPALITY, Area.Kind.COMMUNITY, Area.Kind.LAND),
]


class Boundaries:
    """Areas with their boundaries, in memory: for asking about many points."""

    def __init__(self, areas: Iterable[Area] | None = None) -> None:
        """Without `areas`, all that have a boundary; one query."""
        rows = Area.objects.filter(boundary__isnull=False) if areas is None else areas
        self._areas = sorted(rows, key=lambda area: (_SMALLEST_FIRST.index(Area.Kind(area.kind)), area.key))

    def __bool__(self) -> bool:
        return bool(self._areas)

    def area_at(self, *, latitude: float, longitude: float) -> str:
        """The key of the smallest area that holds the point (degrees, WGS 84); empty where none does.

        On the border between two areas of a kind, the one with the lower key is taken.
        """
        for area in self._areas:
            if (
                area.boundary
                and _is_near(area, latitude, longitude)
                and contains(area=area.boundary, longitude=longitude, latitude=latitude)
            ):
                return area.key
        return ""


def area_at(*, latitude: float, longitude: float) -> str:
    """The same for one point; one query, which reads only the boundaries whose rectangle holds it."""
    near = Area.objects.filter(south__lte=latitude, north__gte=latitude, west__lte=longitude, east__gte=longitude)
    return Boundaries(near).area_at(latitude=latitude, longitude=longitude)


def _is_near(area: Area, latitude: float, longitude: float) -> bool:
    if area.south is None or area.west is None or area.north is None or area.east is None:
        return False
    return area.south <= latitude <= area.north and area.west <= longitude <= area.east
