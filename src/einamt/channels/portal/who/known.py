"""What is known so far, as it stands in the page's address: an area and a postal code, never a street or a name.

?gebiet=1100000008&plz=12047&anliegen=umzug&buchstabe=l
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from einamt.catalog.addresses import place_of_area, place_of_postal_code
from einamt.catalog.responsibility import Whereabouts

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Known:
    """The replies given so far; what was not asked yet is empty."""

    area_key: str = ""
    postal_code: str = ""
    matter: str = ""
    letters: str = ""

    @property
    def query(self) -> str:
        """The end of an address, with its question mark; nothing where nothing is known."""
        pairs = (
            *(("gebiet", self.area_key), ("plz", self.postal_code)),
            *(("anliegen", self.matter), ("buchstabe", self.letters)),
        )
        told = [(name, value) for name, value in pairs if value]
        return f"?{urlencode(told)}" if told else "?"

    def at(self, *, area_key: str, postal_code: str) -> "Known":
        """The same, at another place."""
        return replace(self, area_key=area_key, postal_code=postal_code)

    def without_choices(self) -> "Known":
        """The same place, with matter and name still to be chosen."""
        return replace(self, matter="", letters="")

    def place(self) -> Whereabouts | None:
        """Where that is; None while nothing is known of it, and for an area that there is not.

        :raises PlaceUnknown: the postal code is not one of the city's.
        """
        if self.area_key:
            return place_of_area(area_key=self.area_key, postal_code=self.postal_code)
        return place_of_postal_code(postal_code=self.postal_code) if self.postal_code else None


def read_known(query: QueryDict) -> Known:
    """What the address says; values longer than any of ours are cut."""
    return Known(
        area_key=query.get("gebiet", "").strip()[:_LONGEST],
        postal_code=query.get("plz", "").strip()[:_LONGEST],
        matter=query.get("anliegen", "").strip()[:_LONGEST],
        letters=query.get("buchstabe", "").strip()[:_LONGEST],
    )
