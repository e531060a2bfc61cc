"""The offices where a service is to be had, of an organisation and what lies below it, the nearest to a place first."""

from functools import cached_property

from einamt.catalog.models import Organisation, ServiceOffer
from einamt.catalog.queries.offices import office_entries
from einamt.catalog.responsibility.results import OfficeWay, Whereabouts
from einamt.catalog.rules.distances import Place, nearest_offices


class Ways:
    """The offices of one service; read when first asked for."""

    def __init__(self, *, service_id: int, place: Whereabouts | None) -> None:
        self._service_id = service_id
        self._place = place

    def all(self) -> list[OfficeWay]:
        """Every public office that serves it."""
        return self._ordered

    def of(self, organisation_id: int) -> list[OfficeWay]:
        """Those of an organisation or of what lies below it."""
        return [way for way in self._ordered if self._belongs(way.office.organisation_id, organisation_id)]

    @cached_property
    def _ordered(self) -> list[OfficeWay]:
        offers = dict(
            ServiceOffer.objects.filter(service_id=self._service_id, office__is_public=True).values_list(
                "office_id", "is_bookable"
            )
        )
        entries = office_entries(office_ids=offers.keys())
        names = {office_id: entry.name for office_id, entry in entries.items()}
        if self._place is None or self._place.latitude is None or self._place.longitude is None:
            return [
                OfficeWay(office=entries[office_id], km=None, is_bookable=offers[office_id])
                for office_id in sorted(entries, key=lambda office_id: names[office_id])
            ]
        start = Place(latitude=self._place.latitude, longitude=self._place.longitude)
        places = [
            (
                office_id,
                None
                if entry.latitude is None or entry.longitude is None
                else Place(latitude=entry.latitude, longitude=entry.longitude),
            )
            for office_id, entry in entries.items()
        ]
        return [
            OfficeWay(office=entries[near.office_id], km=near.km, is_bookable=offers[near.office_id])
            for near in nearest_offices(start=start, offices=places)
        ]

    @cached_property
    def _parents(self) -> dict[int, int | None]:
        return dict(Organisation.objects.values_list("pk", "parent_id"))

    def _belongs(self, organisation_id: int | None, to: int) -> bool:
        while organisation_id is not None:
            if organisation_id == to:
                return True
            organisation_id = self._parents.get(organisation_id)
        return False
