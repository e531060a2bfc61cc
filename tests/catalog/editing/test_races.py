"""Two people at the same moment: four eyes stay four, and no text is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from einamt.catalog import steps
from einamt.catalog.editing import errors, operations
from einamt.catalog.editing.content import from_json
from einamt.catalog.models import CatalogRevision, PublicService, ServiceVersion, VersionHand
from tests.catalog.editing.conftest import ADA, BEA, CEM, NOW, edit, hand_in, name_of, seen_of
from tests.factories.catalog import make_service

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(transactional_db: None) -> Iterator[PublicService]:
    yield make_service()
    connections.close_all()


def at_once(*works: Callable[[], str]) -> list[str]:
    """What each gives, all begun at the same moment, each on a connection of its own; a refusal gives its code."""
    barrier = Barrier(len(works))
    connections.close_all()

    def run(work: Callable[[], str]) -> str:
        barrier.wait()
        try:
            return work()
        except errors.DomainError as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def save(service: PublicService, name: str, person: str, seen: dict[str, str]) -> Callable[[], str]:
    def work() -> str:
        edit(service, {"text.de.name": name}, person=person, seen=seen)
        return name

    return work


def test_of_many_who_begin_at_once_one_is_first_and_the_others_see_both_texts(service: PublicService) -> None:
    seen = seen_of(service, "text.de.name")
    answers = at_once(*(save(service, f"Name {number}", f"staff:{number}", seen) for number in range(6)))
    [winner] = [answer for answer in answers if answer.startswith("Name")]
    assert sorted(answers) == sorted([winner, *["version-edited-meanwhile"] * 5])
    [version] = ServiceVersion.objects.filter(service=service, state="draft")
    assert from_json(version.content).texts["de"].name == winner
    assert ServiceVersion.objects.filter(service=service).count() == 2


def test_whoever_approves_while_somebody_calls_back_approves_what_was_read_or_nothing(service: PublicService) -> None:
    for number in range(6):
        version = hand_in(service, {"text.de.name": f"Name {number}"})
        edits = version.edits

        def approve(version: ServiceVersion = version, edits: int = edits) -> str:
            return operations.approve_version(version_id=version.pk, seen_edits=edits, person=CEM, now=NOW).state

        def rewrite(version: ServiceVersion = version) -> str:
            operations.call_back(version_id=version.pk, now=NOW)
            edit(service, {"text.de.name": "Ungelesen"}, person=BEA)
            return operations.submit_version(version_id=version.pk, person=BEA, now=NOW).state

        answers = set(at_once(approve, rewrite))
        assert name_of(service) != "Ungelesen"
        if "published" in answers:
            assert name_of(service) == f"Name {number}"
        else:
            operations.call_back(version_id=version.pk, now=NOW)
            operations.discard_version(version_id=version.pk)


def test_an_editor_cannot_slip_in_a_word_and_approve_it_meanwhile(service: PublicService) -> None:
    for number in range(6):
        version = hand_in(service, {"text.de.name": f"Name {number}"}, person=ADA)
        edits = version.edits

        def approve(version: ServiceVersion = version, edits: int = edits) -> str:
            return operations.approve_version(version_id=version.pk, seen_edits=edits, person=BEA, now=NOW).state

        def write(version: ServiceVersion = version) -> str:
            operations.call_back(version_id=version.pk, now=NOW)
            return edit(service, {"text.de.summary": f"Beas Satz {version.number}"}, person=BEA).state

        at_once(approve, write)
        version.refresh_from_db()
        if version.state == "published":
            assert VersionHand.objects.get(version=version, person=BEA).role == "reviewed"
        else:
            assert VersionHand.objects.get(version=version, person=BEA).role == "edited"
            operations.discard_version(version_id=version.pk)


def test_two_reviewers_publish_once(service: PublicService) -> None:
    version = hand_in(service, {"text.de.name": "Pass"})

    def approve(person: str) -> Callable[[], str]:
        return lambda: (
            operations.approve_version(version_id=version.pk, seen_edits=version.edits, person=person, now=NOW).state
        )

    assert sorted(at_once(approve(BEA), approve(CEM))) == ["published", "version-elsewhere"]
    assert CatalogRevision.objects.get(pk=1).number == 1


def test_two_workers_publish_what_is_due_once(service: PublicService) -> None:
    version = hand_in(service, {"text.de.name": "Pass"})
    operations.approve_version(
        version_id=version.pk, seen_edits=version.edits, person=CEM, now=NOW, valid_from=NOW.replace(hour=12)
    )

    def work() -> str:
        return str(operations.publish_due(now=NOW.replace(hour=13)))

    assert sorted(at_once(work, work)) == ["0", "1"]
    assert name_of(service) == "Pass"
    assert ServiceVersion.objects.filter(service=service, state="published").count() == 1
    assert CatalogRevision.objects.get(pk=1).number == 1


def test_an_import_and_a_publication_never_wait_for_each_other(service: PublicService) -> None:
    from django.db import transaction

    from einamt.catalog.models import ServiceText

    version = hand_in(service, {"text.de.name": "Pass"})

    def publish() -> str:
        return operations.approve_version(version_id=version.pk, seen_edits=version.edits, person=CEM, now=NOW).state

    def take_in() -> str:
        with transaction.atomic():
            steps.bump_revision()
            ServiceText.objects.filter(service=service, language="de").update(duration="Sechs Wochen.")
            PublicService.objects.filter(pk=service.pk).update(leika="99085001000000")
        return "imported"

    published, imported = at_once(publish, take_in)
    assert imported == "imported"
    assert published in {"published", "version-changed-outside"}
