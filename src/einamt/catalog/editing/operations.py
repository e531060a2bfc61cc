"""Editing, reviewing and publishing a service's content. A `person` is written as `kind:id` (`str(Actor)`)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from einamt.catalog import steps as catalog_steps
from einamt.catalog.editing import rules, steps
from einamt.catalog.editing.content import Content, from_json, to_json
from einamt.catalog.editing.errors import (
    AlreadyOpen,
    ChangedOutside,
    InReview,
    NoName,
    NoReason,
    NothingChanged,
    NotWhereItWas,
    OwnWork,
    ReadSomethingElse,
)
from einamt.catalog.editing.marks import own_changes
from einamt.catalog.editing.rows import content_of
from einamt.catalog.editing.wording import all_keys, with_wording, wording
from einamt.catalog.lifecycle.errors import ServiceRetired
from einamt.catalog.models import PublicService, ServiceVersion, VersionHand


@transaction.atomic
def save_draft(
    *,
    service_id: int,
    wording_by_key: Mapping[str, str],
    seen: Mapping[str, str],
    person: str,
    now: datetime,
    note: str | None = None,
) -> ServiceVersion | None:
    """Write what somebody has typed into the service's draft; the first change begins one.

    `seen` holds for each field the `mark` of what the person was shown. A field they did not touch stays what it is,
    whoever else has changed it meanwhile; so two people can work at one service. None when nothing was changed at all.

    :raises ServiceNotFound: there is no such service.
    :raises InReview: the draft must be called back first.
    :raises EditedMeanwhile: somebody else has changed the same fields; nothing is written.
    :raises BadWording: a text cannot be read (a form has said so before).
    """
    service = steps.locked_service(service_id=service_id)
    version = _open_version(service)
    content = from_json(version.content) if version else content_of(service=service)
    there = {key: wording(content, key) for key in wording_by_key}
    mine = own_changes(there=there, typed=wording_by_key, seen=seen)
    is_noted = note is not None and version is not None and note.strip() != version.note
    if not mine and not is_noted:
        return version
    if version and version.state not in rules.EDITABLE:
        raise InReview
    return _write(service, version, with_wording(content, mine), person=person, note=note, now=now)


@transaction.atomic
def take_back(*, version_id: UUID, person: str, now: datetime) -> ServiceVersion:
    """Begin a draft with the content of an earlier version; it is reviewed like any other.

    :raises VersionNotFound: there is no such version.
    :raises AlreadyOpen: the service has an open draft.
    :raises NothingChanged: the earlier content is what is in force.
    """
    earlier = steps.locked_version(version_id=version_id)
    if _open_version(earlier.service):
        raise AlreadyOpen
    content = from_json(earlier.content)
    if content == content_of(service=earlier.service):
        raise NothingChanged
    return steps.begin_draft(service=earlier.service, content=content, person=person, now=now, restores=earlier)


@transaction.atomic
def merge_outside(*, version_id: UUID, person: str, now: datetime) -> ServiceVersion:
    """Put a draft on top of what is in force by now: fields that the draft has changed stay as it says, all others
    become what is in force. A version that was in review or approved becomes a draft again.

    :raises VersionNotFound: there is no such version.
    :raises NotWhereItWas: it is no open version.
    """
    version = steps.locked_version(version_id=version_id)
    if version.state != rules.DRAFT:
        steps.go(version=version, to=rules.DRAFT)
    before = from_json(version.base.content) if version.base else Content()
    draft = from_json(version.content)
    version.base = steps.current_version(service=version.service, now=now)
    live = from_json(version.base.content)
    own = {
        key: wording(draft, key) for key in all_keys(before, draft, live) if wording(draft, key) != wording(before, key)
    }
    version.content = to_json(with_wording(live, own))
    _reopen(version, now=now)
    steps.note_hand(version=version, person=person, role=VersionHand.Role.EDITED)
    return version


@transaction.atomic
def submit_version(*, version_id: UUID, person: str, now: datetime) -> ServiceVersion:
    """Hand a draft in for review.

    :raises VersionNotFound: there is no such version.
    :raises NotWhereItWas: it is no draft any more.
    :raises NothingChanged: it says what is in force already.
    :raises NoName: it has no German name.
    :raises ChangedOutside: what is in force has changed since; merge it first.
    """
    version = steps.locked_version(version_id=version_id)
    steps.go(version=version, to=rules.IN_REVIEW)
    steps.check_base(version=version)
    content = from_json(version.content)
    if version.base and content == from_json(version.base.content):
        raise NothingChanged
    if "de" not in content.languages:
        raise NoName
    version.submitted_at = now
    version.reason = ""
    version.save()
    steps.note_hand(version=version, person=person, role=VersionHand.Role.EDITED)
    return version


@transaction.atomic
def call_back(*, version_id: UUID, now: datetime) -> ServiceVersion:
    """Make a version that is in review or waits for its day a draft again.

    :raises VersionNotFound: there is no such version.
    :raises NotWhereItWas: it is in neither.
    """
    version = steps.locked_version(version_id=version_id)
    steps.go(version=version, to=rules.DRAFT)
    _reopen(version, now=now)
    return version


@transaction.atomic
def reject_version(*, version_id: UUID, seen_edits: int, person: str, reason: str, now: datetime) -> ServiceVersion:
    """Send a version back to its editors with a reason.

    :raises VersionNotFound: there is no such version.
    :raises NotWhereItWas: it is not in review.
    :raises ReadSomethingElse: it was changed after it was opened.
    :raises OwnWork: the person has written in it.
    :raises NoReason: the reason is empty.
    """
    version = _for_review(version_id=version_id, seen_edits=seen_edits, person=person, to=rules.REJECTED)
    if not reason.strip():
        raise NoReason
    version.reason = reason.strip()
    version.reviewed_at = now
    version.save()
    return version


@transaction.atomic
def approve_version(
    *, version_id: UUID, seen_edits: int, person: str, now: datetime, valid_from: datetime | None = None
) -> ServiceVersion:
    """Approve a version; it is published at once, or by the worker once `valid_from` (aware) has come.

    :raises VersionNotFound: there is no such version.
    :raises NotWhereItWas: it is not in review.
    :raises ReadSomethingElse: it was changed after it was opened.
    :raises OwnWork: the person has written in it.
    :raises ChangedOutside: what is in force has changed since the draft was begun.
    :raises ServiceRetired: the service has been given up.
    """
    is_due = valid_from is None or valid_from <= now
    if is_due:
        catalog_steps.bump_revision()
    version = _for_review(version_id=version_id, seen_edits=seen_edits, person=person, to=rules.APPROVED)
    steps.check_base(version=version)
    version.reviewer = person
    version.reviewed_at = now
    version.valid_from = valid_from or now
    version.save()
    if is_due:
        steps.publish_content(version=version, now=now)
    return version


@transaction.atomic
def publish_version(*, version_id: UUID, now: datetime) -> ServiceVersion:
    """Put an approved version in force, before its day if need be.

    :raises VersionNotFound: there is no such version.
    :raises NotWhereItWas: it is not approved.
    :raises ChangedOutside: what is in force has changed since the draft was begun.
    :raises ServiceRetired: the service has been given up.
    """
    catalog_steps.bump_revision()
    version = steps.locked_version(version_id=version_id)
    if version.valid_from is not None:
        version.valid_from = min(version.valid_from, now)
    steps.publish_content(version=version, now=now)
    return version


@transaction.atomic
def discard_version(*, version_id: UUID) -> ServiceVersion:
    """Give a draft up. It stays in the history.

    :raises VersionNotFound: there is no such version.
    :raises NotWhereItWas: it is no draft.
    """
    version = steps.locked_version(version_id=version_id)
    steps.go(version=version, to=rules.DISCARDED)
    version.save(update_fields=["state"])
    return version


@transaction.atomic
def add_synonym(*, service_id: int, language: str, text: str, person: str, now: datetime) -> ServiceVersion | None:
    """Add a word to the service's draft; None when the service is called so already.

    :raises ServiceNotFound: there is no such service.
    :raises InReview: the draft must be called back first.
    :raises BadWording: the word is longer than 200 characters.
    """
    service = steps.locked_service(service_id=service_id)
    version = _open_version(service)
    content = from_json(version.content) if version else content_of(service=service)
    said = content.synonyms.get(language, ())
    if text.casefold() in {word.casefold() for word in said}:
        return None
    if version and version.state not in rules.EDITABLE:
        raise InReview
    changed = with_wording(content, {f"synonyms.{language}": "\n".join([*said, text])})
    return _write(service, version, changed, person=person, note=None, now=now)


def publish_due(*, now: datetime) -> int:
    """Publish every approved version whose time has come, each in its own transaction; how many there were.

    One that cannot be published goes back to its editors: the worker is not the one to decide between two texts.
    """
    due = ServiceVersion.objects.filter(state=rules.APPROVED, valid_from__lte=now).order_by("valid_from", "pk")
    published = 0
    for version_id in due.values_list("pk", flat=True):
        try:
            publish_version(version_id=version_id, now=now)
            published += 1
        except NotWhereItWas:  # called back, or published by another worker, a moment ago
            continue
        except (ChangedOutside, ServiceRetired) as refusal:
            _send_back(version_id=version_id, reason=refusal.message, now=now)
    return published


@transaction.atomic
def _send_back(*, version_id: UUID, reason: str, now: datetime) -> None:
    version = steps.locked_version(version_id=version_id)
    steps.go(version=version, to=rules.DRAFT)
    _reopen(version, now=now)
    version.reason = reason
    version.save(update_fields=["reason"])


def _open_version(service: PublicService) -> ServiceVersion | None:
    return ServiceVersion.objects.filter(service=service, state__in=rules.OPEN).select_related("base").first()


def _write(
    service: PublicService,
    version: ServiceVersion | None,
    content: Content,
    *,
    person: str,
    note: str | None,
    now: datetime,
) -> ServiceVersion:
    if version is None:
        version = steps.begin_draft(service=service, content=content, person=person, now=now)
    elif version.state == rules.REJECTED:
        steps.go(version=version, to=rules.DRAFT)
    version.content = to_json(content)
    if note is not None:
        version.note = note.strip()
    version.edits += 1
    version.edited_at = now
    version.save()
    steps.note_hand(version=version, person=person, role=VersionHand.Role.EDITED)
    return version


def _reopen(version: ServiceVersion, *, now: datetime) -> None:
    version.reviewer = ""
    version.reviewed_at = version.submitted_at = version.valid_from = None
    version.edits += 1
    version.edited_at = now
    version.save()


def _for_review(*, version_id: UUID, seen_edits: int, person: str, to: str) -> ServiceVersion:
    version = steps.locked_version(version_id=version_id)
    steps.go(version=version, to=to)
    if version.edits != seen_edits:
        raise ReadSomethingElse
    editors = version.hands.filter(role=VersionHand.Role.EDITED).values_list("person", flat=True)
    if not rules.may_review(person=person, editors=set(editors)):
        raise OwnWork
    steps.note_hand(version=version, person=person, role=VersionHand.Role.REVIEWED)
    return version
