"""From the first word to publication, and back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from einamt.catalog.editing import errors, operations
from einamt.catalog.editing.content import from_json
from einamt.catalog.editing.marks import mark
from einamt.catalog.models import (
    CatalogRevision,
    Cost,
    PublicService,
    ServiceItem,
    ServiceText,
    ServiceVersion,
    Synonym,
    VersionHand,
)
from einamt.platform.outbox.models import OutboxMessage
from tests.catalog.editing.conftest import ADA, BEA, CEM, NOW, approve, edit, hand_in, later, name_of, seen_of

pytestmark = pytest.mark.django_db


def revision() -> int:
    return CatalogRevision.objects.values_list("number", flat=True).filter(pk=1).first() or 0


def test_a_draft_changes_nothing_that_is_published(service: PublicService) -> None:
    before = revision()
    edit(service, {"text.de.name": "Pass beantragen"})
    assert name_of(service) == "Reisepass beantragen"
    assert revision() == before


def test_approving_publishes_all_of_it_and_makes_the_search_read_anew(service: PublicService) -> None:
    before = revision()
    changes = {
        "text.de.name": "Pass beantragen",
        "text.en.summary": "A passport.",
        "items.de.evidence": "Digitales Foto\n  Aus dem Fotostudio.\n  https://example.org/foto",
        "fees": "70,00 | ab 24 Jahren | from 24\n37,50",
        "synonyms.de": "Pass\nReisedokument",
        "channels": "office\nonline",
        "online_url": "https://example.org/pass",
        "needs_appointment": "",
    }
    version = approve(hand_in(service, changes))
    service.refresh_from_db()
    assert version.state == "published"
    assert (name_of(service), ServiceText.objects.get(service=service, language="en").summary) == (
        "Pass beantragen",
        "A passport.",
    )
    [item] = ServiceItem.objects.filter(service=service, language="de", kind="evidence")
    assert (item.name, item.description, item.link) == (
        "Digitales Foto",
        "Aus dem Fotostudio.",
        "https://example.org/foto",
    )
    assert list(Cost.objects.filter(service=service).values_list("cents", "label", "label_en")) == [
        (7000, "ab 24 Jahren", "from 24"),
        (3750, "", ""),
    ]
    assert set(Synonym.objects.filter(service=service).values_list("text", flat=True)) == {"Pass", "Reisedokument"}
    assert (service.channels, service.online_url, service.needs_appointment, service.updated_at) == (
        ["office", "online"],
        "https://example.org/pass",
        False,
        NOW,
    )
    assert revision() == before + 1
    assert OutboxMessage.objects.filter(topic="catalog.published", payload={"service": str(service.pk)}).count() == 1


def test_the_content_before_stays_and_can_be_taken_back_through_a_review(service: PublicService) -> None:
    approve(hand_in(service, {"text.de.name": "Pass beantragen"}))
    first = ServiceVersion.objects.get(service=service, number=1)
    assert (first.state, first.origin, first.replaced_at) == ("replaced", "outside", NOW)
    draft = operations.take_back(version_id=first.pk, person=BEA, now=NOW)
    assert (draft.state, draft.restores_id, name_of(service)) == ("draft", first.pk, "Pass beantragen")
    operations.submit_version(version_id=draft.pk, person=BEA, now=NOW)
    approve(draft, person=CEM)
    assert name_of(service) == "Reisepass beantragen"
    assert list(ServiceVersion.objects.filter(service=service).order_by("number").values_list("number", "state")) == [
        (1, "replaced"),
        (2, "replaced"),
        (3, "published"),
    ]


def test_taking_back_waits_for_an_open_draft_and_refuses_what_is_in_force(service: PublicService) -> None:
    approve(hand_in(service, {"text.de.name": "Pass beantragen"}))
    first, second = ServiceVersion.objects.filter(service=service).order_by("number")
    with pytest.raises(errors.NothingChanged):
        operations.take_back(version_id=second.pk, person=ADA, now=NOW)
    edit(service, {"text.de.summary": "Neu."})
    with pytest.raises(errors.AlreadyOpen):
        operations.take_back(version_id=first.pk, person=ADA, now=NOW)


def test_who_has_written_a_word_cannot_approve(service: PublicService) -> None:
    edit(service, {"text.de.name": "Pass beantragen"}, person=ADA)
    version = hand_in(service, {"text.en.name": "Passport"}, person=BEA)
    for writer in (ADA, BEA):
        with pytest.raises(errors.OwnWork):
            approve(version, person=writer)
        with pytest.raises(errors.OwnWork):
            operations.reject_version(
                version_id=version.pk, seen_edits=version.edits, person=writer, reason="Nein.", now=NOW
            )
    assert approve(version, person=CEM).reviewer == CEM


def test_a_reviewer_who_then_writes_is_no_reviewer_any_more(service: PublicService) -> None:
    version = hand_in(service, {"text.de.name": "Pass"}, person=ADA)
    operations.reject_version(version_id=version.pk, seen_edits=version.edits, person=CEM, reason="Zu kurz.", now=NOW)
    version = hand_in(service, {"text.de.name": "Pass beantragen"}, person=CEM)
    with pytest.raises(errors.OwnWork):
        approve(version, person=CEM)
    approve(version, person=BEA)


def test_the_database_itself_refuses_two_eyes(service: PublicService) -> None:
    version = hand_in(service, {"text.de.name": "Pass"}, person=ADA)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceVersion.objects.filter(pk=version.pk).update(state="approved", reviewer=ADA, valid_from=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceVersion.objects.filter(pk=version.pk).update(state="published", reviewer="")
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionHand.objects.create(version=version, person=ADA, role="reviewed")


def test_what_is_approved_is_what_was_read(service: PublicService) -> None:
    version = hand_in(service, {"text.de.name": "Pass"})
    operations.call_back(version_id=version.pk, now=NOW)
    changed = hand_in(service, {"text.de.name": "Pass für alle"})
    with pytest.raises(errors.ReadSomethingElse):
        operations.approve_version(version_id=version.pk, seen_edits=version.edits, person=CEM, now=NOW)
    assert changed.edits > version.edits


def test_a_rejection_says_why_and_the_draft_goes_on(service: PublicService) -> None:
    version = hand_in(service, {"text.de.name": "Pass"})
    with pytest.raises(errors.NoReason):
        operations.reject_version(version_id=version.pk, seen_edits=version.edits, person=CEM, reason=" ", now=NOW)
    rejected = operations.reject_version(
        version_id=version.pk, seen_edits=version.edits, person=CEM, reason="Bitte mit Verb.", now=NOW
    )
    assert (rejected.state, rejected.reason) == ("rejected", "Bitte mit Verb.")
    again = edit(service, {"text.de.name": "Pass beantragen"})
    assert (again.pk, again.state) == (version.pk, "draft")


def test_a_draft_in_review_is_not_edited_and_tells_so(service: PublicService) -> None:
    hand_in(service, {"text.de.name": "Pass"})
    with pytest.raises(errors.InReview):
        edit(service, {"text.de.name": "Anders"}, person=BEA)


def test_a_draft_that_says_nothing_new_is_not_handed_in(service: PublicService) -> None:
    edit(service, {"text.de.name": "Pass"})
    version = edit(service, {"text.de.name": "Reisepass beantragen"})
    with pytest.raises(errors.NothingChanged):
        operations.submit_version(version_id=version.pk, person=ADA, now=NOW)


def test_a_service_without_a_german_name_is_not_handed_in(service: PublicService) -> None:
    version = edit(service, {"text.de.name": "", "text.de.summary": ""})
    with pytest.raises(errors.NoName):
        operations.submit_version(version_id=version.pk, person=ADA, now=NOW)


def test_saving_without_a_change_begins_no_draft(service: PublicService) -> None:
    saved = operations.save_draft(
        service_id=service.pk,
        wording_by_key={"text.de.name": "Reisepass beantragen"},
        seen=seen_of(service, "text.de.name"),
        person=ADA,
        now=NOW,
    )
    assert saved is None
    assert not ServiceVersion.objects.exists()


def test_two_editors_of_different_fields_do_not_disturb_each_other(service: PublicService) -> None:
    seen = seen_of(service, "text.de.name", "text.de.summary")
    edit(
        service,
        {"text.de.name": "Pass beantragen", "text.de.summary": "Reisepass beantragen: kurz erklärt."},
        seen=seen,
    )
    version = edit(service, {"text.de.name": "Reisepass beantragen", "text.de.summary": "Neu."}, person=BEA, seen=seen)
    text = from_json(version.content).texts["de"]
    assert (text.name, text.summary) == ("Pass beantragen", "Neu.")


def test_the_second_of_two_editors_of_one_field_gets_both_texts_and_loses_nothing(service: PublicService) -> None:
    keys = ("text.de.name", "text.de.summary", "text.de.duration")
    seen = seen_of(service, *keys)
    old = {"text.de.name": "Reisepass beantragen", "text.de.summary": "Reisepass beantragen: kurz erklärt."}
    edit(service, old | {"text.de.name": "Adas Name", "text.de.duration": "Adas Dauer"}, seen=seen)
    with pytest.raises(errors.EditedMeanwhile) as refused:
        edit(
            service,
            {"text.de.name": "Beas Name", "text.de.summary": "Beas Satz", "text.de.duration": ""},
            person=BEA,
            seen=seen,
        )
    [clash] = refused.value.clashes
    assert (clash.key, clash.theirs, clash.mine) == ("text.de.name", "Adas Name", "Beas Name")
    assert dict(refused.value.wording) == {
        "text.de.name": "Beas Name",
        "text.de.summary": "Beas Satz",
        "text.de.duration": "Adas Dauer",
    }
    version = edit(service, refused.value.wording, person=BEA, seen=refused.value.seen)
    text = from_json(version.content).texts["de"]
    assert (text.name, text.summary, text.duration) == ("Beas Name", "Beas Satz", "Adas Dauer")


def test_a_version_waits_for_its_day(service: PublicService) -> None:
    version = approve(hand_in(service, {"text.de.name": "Pass"}), valid_from=later(days=2))
    assert (version.state, name_of(service)) == ("approved", "Reisepass beantragen")
    assert operations.publish_due(now=later(days=1)) == 0
    assert operations.publish_due(now=later(days=2)) == 1
    assert operations.publish_due(now=later(days=2)) == 0
    assert name_of(service) == "Pass"


def test_a_waiting_version_can_be_called_back_or_published_before_its_day(service: PublicService) -> None:
    version = approve(hand_in(service, {"text.de.name": "Pass"}), valid_from=later(days=2))
    back = operations.call_back(version_id=version.pk, now=NOW)
    assert (back.state, back.reviewer, back.valid_from) == ("draft", "", None)
    assert operations.publish_due(now=later(days=3)) == 0
    version = operations.submit_version(version_id=version.pk, person=ADA, now=NOW)
    approve(version, valid_from=later(days=2))
    operations.publish_version(version_id=version.pk, now=later(days=1))
    assert name_of(service) == "Pass"


def test_an_import_meanwhile_is_neither_overwritten_nor_lost(service: PublicService) -> None:
    version = hand_in(service, {"text.de.name": "Pass"})
    ServiceText.objects.filter(service=service, language="de").update(duration="Sechs Wochen.")
    with pytest.raises(errors.ChangedOutside):
        approve(version)
    merged = operations.merge_outside(version_id=version.pk, person=ADA, now=NOW)
    text = from_json(merged.content).texts["de"]
    assert (merged.state, text.name, text.duration) == ("draft", "Pass", "Sechs Wochen.")
    operations.submit_version(version_id=merged.pk, person=ADA, now=NOW)
    approve(merged)
    assert ServiceText.objects.get(service=service, language="de").duration == "Sechs Wochen."
    outside = ServiceVersion.objects.filter(service=service, origin="outside").order_by("number")
    assert [from_json(each.content).texts["de"].duration for each in outside] == ["", "Sechs Wochen."]


def test_a_scheduled_version_that_an_import_overtook_goes_back_to_its_editors(service: PublicService) -> None:
    version = approve(hand_in(service, {"text.de.name": "Pass"}), valid_from=later(days=1))
    ServiceText.objects.filter(service=service, language="de").update(name="Importierter Name")
    assert operations.publish_due(now=later(days=1)) == 0
    version.refresh_from_db()
    assert (version.state, name_of(service)) == ("draft", "Importierter Name")
    assert "Import" in version.reason


def test_an_import_keeps_its_own_words_and_editors_theirs(service: PublicService) -> None:
    Synonym.objects.create(service=service, language="de", text="Pass", origin="import")
    approve(hand_in(service, {"synonyms.de": "Pass\nePass"}))
    assert dict(Synonym.objects.filter(service=service).values_list("text", "origin")) == {
        "Pass": "import",
        "ePass": "editor",
    }


def test_a_synonym_goes_into_the_draft_once(service: PublicService) -> None:
    added = operations.add_synonym(service_id=service.pk, language="de", text="Pass weg", person=ADA, now=NOW)
    assert added is not None
    assert from_json(added.content).synonyms == {"de": ("Pass weg",)}
    assert operations.add_synonym(service_id=service.pk, language="de", text="pass WEG", person=BEA, now=NOW) is None
    assert not Synonym.objects.exists()


def test_a_discarded_draft_stays_in_the_history_and_makes_room(service: PublicService) -> None:
    version = edit(service, {"text.de.name": "Pass"})
    operations.discard_version(version_id=version.pk)
    with pytest.raises(errors.NotWhereItWas):
        operations.submit_version(version_id=version.pk, person=ADA, now=NOW)
    assert edit(service, {"text.de.name": "Anders"}).number == version.number + 1


def test_no_act_works_on_a_version_that_is_elsewhere(service: PublicService) -> None:
    version = approve(hand_in(service, {"text.de.name": "Pass"}))
    for act in (
        lambda: operations.call_back(version_id=version.pk, now=NOW),
        lambda: operations.discard_version(version_id=version.pk),
        lambda: operations.publish_version(version_id=version.pk, now=NOW + timedelta(days=1)),
        lambda: operations.merge_outside(version_id=version.pk, person=ADA, now=NOW),
        lambda: approve(version),
    ):
        with pytest.raises(errors.NotWhereItWas):
            act()


def test_line_ends_and_spaces_around_are_no_change() -> None:
    assert mark("a\r\nb ") == mark("a\nb")
    assert mark("a") != mark("b")
