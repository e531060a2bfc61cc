"""Services of which the place decides who answers."""

from einamt.catalog.models import Area, PublicService
from einamt.catalog.queries import ServiceCard, service_cards


def services_by_residence(*, language: str) -> list[ServiceCard]:
    """The listed services that depend on where somebody lives, the most asked-for first."""
    services = PublicService.objects.filter(
        is_public=True, is_listed=True, responsible=PublicService.Responsible.DISTRICT
    )
    ids = list(services.order_by("-demand", "slug").values_list("pk", flat=True))
    return service_cards(service_ids=ids, language=language)


def area_names(*, area_keys: tuple[str, ...], language: str) -> dict[str, str]:
    """What areas are called, by key."""
    rows = Area.objects.filter(key__in=area_keys).values_list("key", "name", "name_en")
    return {key: name if language == "de" else name_en or name for key, name, name_en in rows}
