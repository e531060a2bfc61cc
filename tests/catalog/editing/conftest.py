"""Two editors, a reviewer, and a service to write about."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from einamt.catalog.editing import operations
from einamt.catalog.editing.marks import mark
from einamt.catalog.editing.queries import draft_or_live
from einamt.catalog.editing.wording import wording
from einamt.catalog.models import PublicService, ServiceText, ServiceVersion
from tests.factories.catalog import make_service

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ADA, BEA, CEM = "staff:1", "staff:2", "staff:3"


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)


@pytest.fixture
def service(db: None) -> PublicService:
    """A passport, in German and English."""
    return make_service()


def name_of(service: PublicService, language: str = "de") -> str:
    return ServiceText.objects.get(service=service, language=language).name


def seen_of(service: PublicService, *keys: str) -> dict[str, str]:
    """The marks of what an edit page opened now would show."""
    content = draft_or_live(service_id=service.pk).content
    return {key: mark(wording(content, key)) for key in keys}


def edit(
    service: PublicService,
    changes: Mapping[str, str],
    *,
    person: str = ADA,
    seen: Mapping[str, str] | None = None,
    now: datetime = NOW,
) -> ServiceVersion:
    """Open the page, type, save."""
    version = operations.save_draft(
        service_id=service.pk,
        wording_by_key=changes,
        seen=seen_of(service, *changes) if seen is None else seen,
        person=person,
        now=now,
    )
    assert version is not None
    return version


def hand_in(service: PublicService, changes: Mapping[str, str], *, person: str = ADA) -> ServiceVersion:
    version = edit(service, changes, person=person)
    return operations.submit_version(version_id=version.pk, person=person, now=NOW)


def approve(version: ServiceVersion, *, person: str = CEM, valid_from: datetime | None = None) -> ServiceVersion:
    return operations.approve_version(
        version_id=version.pk, seen_edits=version.edits, person=person, now=NOW, valid_from=valid_from
    )
