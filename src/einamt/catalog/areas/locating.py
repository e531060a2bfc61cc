"""In which area a point lies."""

from einamt.catalog.models import Area
from einamt.catalog.rules.polygons import contains

_SMALLEST_FIRST = [Area.Kind.LOCALITY, Area.Kind.DISTRICT, Area.Kind.MUNICIPALITY, Area.Kind.LAND]


def area_at(*, latitude: float, longitude: float) -> str:
    """The key of the smallest area whose boundary holds the point (degrees, WGS 84); empty where none does.

    On the border between two areas of a kind, the one with the lower key is taken. One query; only boundaries whose
    rectangle holds the point are read.
    """
    near = Area.objects.filter(south__lte=latitude, north__gte=latitude, west__lte=longitude, east__gte=longitude)
    holding = [
        area
        for area in near.order_by("key")
        if area.boundary and contains(area=area.boundary, longitude=longitude, latitude=latitude)
    ]
    smallest = min(holding, key=lambda area: _SMALLEST_FIRST.index(Area.Kind(area.kind)), default=None)
    return smallest.key if smallest else ""
