"""Which specialist systems a clerk needs for what somebody came for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from einamt.catalog.models import SpecialistSystem
from einamt.catalog.specialist_systems.rules import WEB, filled


@dataclass(frozen=True, slots=True)
class OpenedSystem:
    """A system; `link` opens it with what is known, and is empty where there is nothing to open."""

    name: str
    link: str

    @property
    def is_page(self) -> bool:
        """Whether it opens in the browser, and not as a program."""
        return self.link.startswith(tuple(f"{scheme}:" for scheme in WEB))


def systems_for(*, service_ids: Collection[int], values: Mapping[str, str]) -> list[OpenedSystem]:
    """Those of the services, by name, each once; `values` are what `rules.filled` takes."""
    found = SpecialistSystem.objects.filter(services__in=service_ids).distinct()
    return [OpenedSystem(name=row.name, link=filled(row.link, values=values) if row.link else "") for row in found]
