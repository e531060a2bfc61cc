"""Writing the authorities that every district of a city has, such as its registry office."""

from einamt.catalog.city.content import AuthorityContent, BadContent, CityContent, Words
from einamt.catalog.models import Organisation, PublicService
from einamt.platform.transactions import require_transaction

Authorities = dict[tuple[str, str], Organisation]
"""Who answers for a service in a district, by the keys of both; where nobody stands, the district itself does."""


def write_authorities(*, content: CityContent, city: Organisation, districts: dict[str, Organisation]) -> Authorities:
    """One organisation for each authority and district, below the district or the city.

    :raises BadContent: an authority names a district or a service that there is not, a service that does not go by
        district, or one that another authority has.
    """
    require_transaction()
    _check(content, districts)
    rows = {
        (authority.key, district.key): _organisation(
            authority,
            source=content.key,
            part=district.key,
            name=authority.named(district.name),
            above=city if authority.is_of_city else districts[district.key],
        )
        for authority in content.authorities
        for district in content.districts
    }
    Organisation.objects.bulk_create(rows.values())
    return {
        (service, part): rows[authority.key, part]
        for authority in content.authorities
        for service in authority.services
        for part in districts
    }


def _organisation(
    authority: AuthorityContent, *, source: str, part: str, name: Words, above: Organisation
) -> Organisation:
    address = authority.addresses.get(part)
    return Organisation(
        source=source,
        identifier=f"{authority.key}-{part}",
        kind=Organisation.Kind.AUTHORITY,
        name=name.de,
        name_en=name.en,
        parent=above,
        street=address.street if address else "",
        postal_code=address.postal_code if address else "",
        city=address.city if address else "",
        phone=above.phone if address else "",
    )


def _check(content: CityContent, districts: dict[str, Organisation]) -> None:
    by_district = {
        service.key for service in content.services if service.responsible == PublicService.Responsible.DISTRICT
    }
    taken: set[str] = set()
    for authority in content.authorities:
        if strange := sorted(set(authority.addresses) - set(districts)):
            raise BadContent(f"authorities.toml ({authority.key}): there is no {', '.join(strange)}")
        for service in authority.services:
            if service not in by_district or service in taken:
                raise BadContent(
                    f"authorities.toml ({authority.key}): {service} does not go by district, or stands twice"
                )
            taken.add(service)
