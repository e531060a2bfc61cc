"""What was really done in a visit, which need not be what was wished: services, each with its persons."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import get_language

from einamt.catalog.models import PublicService, ServiceOffer
from einamt.catalog.queries import service_names
from einamt.procedures.appointments.rules import Wish
from einamt.procedures.visits import errors

MOST_PERSONS = 20
"""For so many persons something may have been done in one visit; more is a slip of the finger."""


def checked(*, done: Sequence[Wish], wishes: Sequence[Sequence[int]], office_id: int) -> list[list[int]]:
    """What was done as it is kept: [service id, persons], a service that is named twice with its persons together.

    :raises NotServedHere: the office does not offer something of it, and nobody wished it.
    :raises NobodyServed: it was for fewer persons than one, or for more than `MOST_PERSONS`.
    """
    together: dict[int, int] = {}
    for service_id, persons in done:
        together[service_id] = together.get(service_id, 0) + persons
        if not 1 <= persons <= together[service_id] <= MOST_PERSONS:
            raise errors.NobodyServed({"most": str(MOST_PERSONS)})
    unasked = set(together) - {service_id for service_id, _ in wishes}
    offered = ServiceOffer.objects.filter(office_id=office_id, service_id__in=unasked)
    if unasked and (missing := unasked - set(offered.values_list("service_id", flat=True))):
        names = service_names(service_ids=sorted(missing), language=get_language() or "de")
        raise errors.NotServedHere({"service": names.get(min(missing), "–")})
    return [[service_id, persons] for service_id, persons in together.items()]


def in_plain_text(done: Sequence[Sequence[int]]) -> str:
    """As the history of a case keeps it, such as `12×1 15×2`; `appointments.kinds.done_in_words` reads it."""
    return " ".join(f"{service_id}×{persons}" for service_id, persons in done)


def identifiers_of(*, service_ids: Collection[int]) -> dict[int, str]:
    """The identifiers of services, by which facts name them."""
    return dict(PublicService.objects.filter(pk__in=service_ids).values_list("pk", "identifier"))


def facts_of(*, done: Sequence[Sequence[int]], identifiers: Mapping[int, str]) -> list[dict[str, str | int]]:
    """What the fact of each service says that was done: the service's identifier, and for how many persons."""
    return [
        {"service": identifiers[service_id], "for_persons": persons}
        for service_id, persons in done
        if service_id in identifiers
    ]
