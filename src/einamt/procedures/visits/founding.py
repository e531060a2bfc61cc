"""The rules of the halls in a city's folder: `[[floor_rules]]` of city.toml. A city may have none."""

from einamt.catalog.city.content import BadContent, CityContent
from einamt.procedures.visits.floor_set import FloorSet, faults_of_floor
from einamt.procedures.visits.regulating import write_floor


def check_floor(*, content: CityContent) -> None:
    """Refuse tables that say something wrong.

    :raises BadContent: the text has a line for each fault.
    """
    if wrong := list(faults_of_floor(content.settings.get("floor_rules", []))):
        raise BadContent("\n".join(f"city.toml ({fault})" for fault in wrong))


def found_floor(*, content: CityContent) -> None:
    """Write the tables down, in the transaction in which the city is founded.

    :raises BadContent: they say something wrong.
    """
    check_floor(content=content)
    for table in content.settings.get("floor_rules", []):
        write_floor(rules=FloorSet.read(table))
