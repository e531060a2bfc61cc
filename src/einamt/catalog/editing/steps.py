"""Writing versions, for operations that hold the service's row.

Everything that is done to the versions of a service is done by one at a time: the service's row is locked first. Who
publishes counts the catalogue's revision up before that, as an import does, so that the two never wait for each other.
"""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from einamt.catalog.editing import rules
from einamt.catalog.editing.content import Content, from_json, to_json
from einamt.catalog.editing.errors import ChangedOutside, NotWhereItWas, VersionNotFound
from einamt.catalog.editing.rows import content_of, write_content
from einamt.catalog.errors import ServiceNotFound
from einamt.catalog.lifecycle.steps import check_not_retired
from einamt.catalog.models import PublicService, ServiceVersion, VersionHand
from einamt.platform.outbox.steps import publish
from einamt.platform.transactions import require_transaction

PUBLISHED_TOPIC = "catalog.published"


def locked_service(*, service_id: int) -> PublicService:
    """The service, held until the transaction ends.

    :raises ServiceNotFound: there is none.
    """
    require_transaction()
    service = PublicService.objects.select_for_update().filter(pk=service_id).first()
    if service is None:
        raise ServiceNotFound
    return service


def locked_version(*, version_id: UUID) -> ServiceVersion:
    """The version, with its service held until the transaction ends.

    :raises VersionNotFound: there is none.
    """
    require_transaction()
    service_id = ServiceVersion.objects.filter(pk=version_id).values_list("service_id", flat=True).first()
    if service_id is None:
        raise VersionNotFound
    service = locked_service(service_id=service_id)
    version = ServiceVersion.objects.select_related("base").get(pk=version_id)
    version.service = service
    return version


def current_version(*, service: PublicService, now: datetime) -> ServiceVersion:
    """The version in force. What somebody else than an editor has written meanwhile becomes one of its own."""
    require_transaction()
    live = content_of(service=service)
    published = ServiceVersion.objects.filter(service=service, state=rules.PUBLISHED).first()
    if published is not None:
        if from_json(published.content) == live:
            return published
        replace_version(version=published, now=now)
    return ServiceVersion.objects.create(
        service=service,
        number=_next_number(service),
        state=rules.PUBLISHED,
        origin=ServiceVersion.Origin.OUTSIDE,
        content=to_json(live),
        created_at=now,
        edited_at=now,
        published_at=service.updated_at or now,
    )


def begin_draft(
    *, service: PublicService, content: Content, person: str, now: datetime, restores: ServiceVersion | None = None
) -> ServiceVersion:
    """A new draft on top of what is in force."""
    base = current_version(service=service, now=now)
    version = ServiceVersion.objects.create(
        service=service,
        number=_next_number(service),
        content=to_json(content),
        base=base,
        restores=restores,
        author=person,
        created_at=now,
        edited_at=now,
    )
    note_hand(version=version, person=person, role=VersionHand.Role.EDITED)
    return version


def note_hand(*, version: ServiceVersion, person: str, role: VersionHand.Role) -> None:
    """Remember what somebody did to a version; who has edited it once stays an editor."""
    hand, is_new = VersionHand.objects.get_or_create(version=version, person=person, defaults={"role": role})
    if not is_new and role == VersionHand.Role.EDITED and hand.role != role:
        hand.role = role
        hand.save(update_fields=["role"])


def go(*, version: ServiceVersion, to: str) -> None:
    """Take an unsaved version to another state.

    :raises NotWhereItWas: there is no way from where it is.
    """
    if not rules.may_go(state=version.state, to=to):
        raise NotWhereItWas
    version.state = to


def check_base(*, version: ServiceVersion) -> None:
    """Refuse to go on when what is in force is no longer what the draft was begun from.

    :raises ChangedOutside: it is not.
    :raises ServiceRetired: the service has been given up.
    """
    check_not_retired(service=version.service)
    if version.base is None or content_of(service=version.service) != from_json(version.base.content):
        raise ChangedOutside


def publish_content(*, version: ServiceVersion, now: datetime) -> None:
    """Put an approved version in force and keep what was; the caller has counted the revision up first.

    :raises ChangedOutside: what is in force is no longer what the draft was begun from.
    :raises ServiceRetired: the service has been given up.
    """
    require_transaction()
    go(version=version, to=rules.PUBLISHED)
    check_base(version=version)
    for earlier in ServiceVersion.objects.filter(service=version.service, state=rules.PUBLISHED):
        replace_version(version=earlier, now=now)
    write_content(service=version.service, content=from_json(version.content), now=now)
    version.published_at = now
    version.save()
    publish(topic=PUBLISHED_TOPIC, payload={"service": str(version.service_id)}, now=now)


def replace_version(*, version: ServiceVersion, now: datetime) -> None:
    """End a version's time in force."""
    go(version=version, to=rules.REPLACED)
    version.replaced_at = now
    version.save(update_fields=["state", "replaced_at"])


def _next_number(service: PublicService) -> int:
    highest = ServiceVersion.objects.filter(service=service).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1
