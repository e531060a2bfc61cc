"""Writing a city's areas, and who answers for what in them."""

from einamt.catalog.addresses.importing import take_addresses
from einamt.catalog.city.authorities import Authorities
from einamt.catalog.city.content import BadContent, CityContent
from einamt.catalog.models import Area, Organisation, PublicService, Responsibility, ServiceMatter
from einamt.platform.transactions import require_transaction


def write_responsibilities(
    *,
    content: CityContent,
    services: dict[str, PublicService],
    city: Organisation,
    districts: dict[str, Organisation],
    authorities: Authorities,
) -> None:
    """Areas, general rules by district or for the whole city, the city's own rules, and the address file.

    In a district its authority for the service answers, where it has one, else the district itself.

    :raises BadContent: a rule names a service, a district or a kind of matter that there is not.
    """
    require_transaction()
    areas = _write_areas(content, city, districts)
    matters = _write_matters(content, services)
    special = {(rule.service, rule.district) for rule in content.rules}
    rows = [
        Responsibility(
            service=services[service.key],
            organisation=authorities.get((service.key, key), districts[key]),
            area_key=areas[key],
        )
        for service in content.services
        if service.responsible == PublicService.Responsible.DISTRICT
        for key in districts
        if (service.key, key) not in special
    ]
    rows += [
        Responsibility(service=services[service.key], organisation=city)
        for service in content.services
        if service.responsible != PublicService.Responsible.DISTRICT
    ]
    for rule in content.rules:
        if rule.district not in districts or (rule.matter and (rule.service, rule.matter) not in matters):
            raise BadContent(f"responsibilities.toml ({rule.service}): there is no {rule.district} or {rule.matter!r}")
        rows.append(
            Responsibility(
                service=_service(services, rule.service),
                organisation=authorities.get((rule.service, rule.district), districts[rule.district]),
                area_key=areas[rule.district],
                unit=rule.unit.de,
                unit_en=rule.unit.en,
                letters_from=rule.letters[0],
                letters_to=rule.letters[1],
                matter=matters.get((rule.service, rule.matter)),
            )
        )
    Responsibility.objects.bulk_create(rows)
    if content.addresses is not None:
        take_addresses(
            path=content.addresses, source=content.key, skips_bad=False, may_withdraw=False, progress=lambda _: None
        )


def _write_areas(content: CityContent, city: Organisation, districts: dict[str, Organisation]) -> dict[str, str]:
    """The city (or the community) and its districts; the key of each district's area.

    A municipality has its own official key. A district has none: its key is the municipality's of eight digits (AGS)
    and the district's number.
    """
    ars = str(content.settings["ars"])
    keys = {district.key: district.area_key or ars[:5] + ars[9:] + district.code for district in content.districts}
    whole = None
    if ars not in keys.values():
        is_community = content.parts == Organisation.Kind.MUNICIPALITY
        kind = Area.Kind.COMMUNITY if is_community else Area.Kind.MUNICIPALITY
        whole = Area.objects.create(key=ars, name=city.name, name_en=city.name_en, kind=kind, organisation=city)
    Area.objects.bulk_create(
        Area(
            key=keys[district.key],
            name=district.name.de,
            name_en=district.name.en,
            also_called=district.also_called,
            kind=Area.Kind.MUNICIPALITY if district.area_key else Area.Kind.DISTRICT,
            parent=whole,
            organisation=districts[district.key],
        )
        for district in content.districts
    )
    return keys


def _write_matters(content: CityContent, services: dict[str, PublicService]) -> dict[tuple[str, str], ServiceMatter]:
    rows = ServiceMatter.objects.bulk_create(
        ServiceMatter(
            service=_service(services, matter.service),
            key=matter.key,
            position=position,
            name=matter.name.de,
            name_en=matter.name.en,
        )
        for position, matter in enumerate(content.matters)
    )
    return {(matter.service, matter.key): row for matter, row in zip(content.matters, rows, strict=True)}


def _service(services: dict[str, PublicService], key: str) -> PublicService:
    if key not in services:
        raise BadContent(f"responsibilities.toml: there is no service {key!r}")
    return services[key]
