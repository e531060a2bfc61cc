"""The post: letters, what did not arrive, and the texts."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from einamt.accounts.models import Assignment
from einamt.accounts.operations import put_wall_around
from einamt.accounts.rights import Role, Wall
from einamt.cases.models import Case
from einamt.catalog.models import Office
from einamt.platform.audit.models import ReadingEntry
from einamt.platform.notifications.addresses import PostalAddress
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import LetterBatch, SentMessage, Settled, Trouble
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.registry import kind_of, registered
from einamt.platform.notifications.rendering import Content, rendered
from einamt.platform.notifications.segments import length_of
from einamt.platform.notifications.steps import write_trouble
from tests.channels.backoffice.conftest import NOW, desk, text_of
from tests.factories.accounts import make_clerk
from tests.factories.cases import make_case
from tests.factories.catalog import make_office, make_service

BATCHES, UNDELIVERED, TEXTS = "/post/", "/post/nicht-zugestellt/", "/post/texte/"
HOME = PostalAddress("Thị Hương Đặng-Nguyễn", "Lange Straße 1", "13187", "Musterstadt")


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def clerk(office: Office) -> Client:
    return desk(staff=make_clerk(office=office))


def written(*, office: Office | None, channel: MessageChannel = MessageChannel.MAIL, about: UUID | None = None) -> UUID:
    recipient = Recipient(email="huong@example.org", address=HOME)
    content = Content(recipient, "de", "Ihr Termin", "Guten Tag", "Guten Tag", "", ())
    command_id = uuid4()
    SentMessage.objects.create(
        command_id=command_id,
        kind="appointments.confirmed",
        channel=channel,
        about=about,
        office_id=office.pk if office else None,
        claimed_at=NOW,
        content=content.sealed(),
    )
    return command_id


def lost(*, office: Office | None, about: UUID | None = None) -> UUID:
    command_id = written(office=office, about=about)
    write_trouble(message_id=command_id, trouble=Trouble.GIVEN_UP, detail="451 later", now=NOW)
    SentMessage.objects.filter(pk=command_id).update(settled="")
    return command_id


def test_a_clerk_gathers_prints_and_posts_the_letters_of_the_own_office(clerk: Client, office: Office) -> None:
    written(office=office, channel=MessageChannel.LETTER)
    written(office=make_office(), channel=MessageChannel.LETTER)
    assert "Ein Brief wartet" in text_of(clerk.get(BATCHES))
    clerk.post("/post/zusammenstellen/")
    batch = LetterBatch.objects.get()
    printed = clerk.get(f"/post/stapel/{batch.pk}/briefe.pdf")
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    assert ReadingEntry.objects.filter(what="letters-printed", subject=f"batch:{batch.pk}").exists()
    page = clerk.post(f"/post/stapel/{batch.pk}/aufgegeben/", {"posted_on": "2026-11-24"}, follow=True)
    assert "am Samstag, 28. November 2026 als zugegangen" in text_of(page)
    assert "gilt als zugegangen am 28.11.2026" in text_of(page)
    clerk.post("/post/zurueck/", {"number": f"{batch.pk}-1"})
    assert SentMessage.objects.get(batch=batch).trouble == Trouble.RETURNED


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("", "Bitte füllen Sie „Aufgegeben am“ aus."), ("2026-11-25", "und nicht in der Zukunft")],
)
def test_a_day_that_cannot_be_is_refused(clerk: Client, office: Office, day: str, sentence: str) -> None:
    written(office=office, channel=MessageChannel.LETTER)
    clerk.post("/post/zusammenstellen/")
    page = clerk.post(f"/post/stapel/{LetterBatch.objects.get().pk}/aufgegeben/", {"posted_on": day})
    assert page.status_code == 422
    assert sentence in text_of(page)


def test_a_letter_nobody_posted_cannot_have_come_back(clerk: Client) -> None:
    page = clerk.post("/post/zurueck/", {"number": "12-3"})
    assert page.status_code == 404
    assert "Einen aufgegebenen Brief mit dieser Nummer gibt es nicht." in text_of(page)


def test_another_office_s_batch_is_not_there(clerk: Client) -> None:
    batch = LetterBatch.objects.create(office_id=make_office().pk, made_at=NOW, letters=1)
    assert clerk.get(f"/post/stapel/{batch.pk}/briefe.pdf").status_code == 404
    assert clerk.post(f"/post/stapel/{batch.pk}/aufgegeben/", {"posted_on": "2026-11-24"}).status_code == 404


def test_what_did_not_arrive_stands_there_with_its_reason_until_somebody_deals_with_it(
    clerk: Client, office: Office
) -> None:
    assert "Alles kam an." in text_of(clerk.get(UNDELIVERED))
    message = lost(office=office)
    elsewhere = lost(office=make_office())
    page = text_of(clerk.get(UNDELIVERED))
    assert "Bestätigung eines Termins" in page
    assert "huong@example.org" in page
    assert "einen Tag lang vergeblich versucht" in page
    assert ReadingEntry.objects.filter(what="undelivered-read").count() == 1
    assert clerk.post(f"{UNDELIVERED}{elsewhere}/", {"act": "done"}).status_code == 404
    assert clerk.post(f"{UNDELIVERED}{message}/", {"act": "nonsense"}).status_code == 404
    clerk.post(f"{UNDELIVERED}{message}/", {"act": "done"})
    assert SentMessage.objects.get(pk=message).settled == Settled.DONE
    late = clerk.post(f"{UNDELIVERED}{message}/", {"act": "done"})
    assert late.status_code == 409
    assert "Darum hat sich schon jemand gekümmert." in text_of(late)


def test_whose_addresses_were_read_stands_in_the_log_by_their_cases(clerk: Client, office: Office) -> None:
    case_id = make_case(now=NOW)[0].pk
    for message in (lost(office=office), lost(office=office)):
        SentMessage.objects.filter(pk=message).update(about=case_id)
    of_no_case = lost(office=office)
    SentMessage.objects.filter(pk=of_no_case).update(about=uuid4())
    clerk.get(UNDELIVERED)
    subjects = [entry.subject for entry in ReadingEntry.objects.filter(what="undelivered-read").order_by("subject")]
    assert subjects == [f"case:{case_id}", f"message:{of_no_case}"]


def test_what_belongs_to_no_office_is_seen_by_everybody_who_serves(clerk: Client) -> None:
    lost(office=None)
    assert "huong@example.org" in text_of(clerk.get(UNDELIVERED))


@pytest.fixture
def walled(office: Office) -> Case:
    """A case of the office behind the wall of social data."""
    case = make_case(now=NOW, service=make_service(name="Wohngeld"), office=office)[0]
    put_wall_around(service_id=case.service_id, wall=Wall.SOCIAL, source="§ 35 SGB I")
    return case


def entitled(office: Office) -> Client:
    """Somebody whose role was given with the wall."""
    staff = make_clerk(office=office, full_name="Aylin Demir")
    Assignment.objects.filter(staff=staff).update(walls=[Wall.SOCIAL.value])
    return desk(staff=staff)


def test_what_stands_behind_a_wall_is_seen_and_dealt_with_by_who_passes_it_alone(
    clerk: Client, office: Office, walled: Case
) -> None:
    message = lost(office=office, about=walled.pk)
    lost(office=office, about=make_case(now=NOW, office=office)[0].pk)
    page = text_of(clerk.get(UNDELIVERED))
    assert walled.reference not in page
    assert page.count("huong@example.org") == 1
    assert "Dazu kommt eine Nachricht zu einem besonders geschützten Vorgang." in page
    for act in ("done", "mail"):
        assert clerk.post(f"{UNDELIVERED}{message}/", {"act": act}).status_code == 404
    assert SentMessage.objects.get(pk=message).settled == ""
    theirs = entitled(office)
    assert walled.reference in text_of(theirs.get(UNDELIVERED))
    assert theirs.post(f"{UNDELIVERED}{message}/", {"act": "done"}).status_code == 302


def test_letters_behind_a_wall_lie_in_a_batch_of_their_own_that_who_does_not_pass_it_cannot_print(
    clerk: Client, office: Office, walled: Case
) -> None:
    ordinary = make_case(now=NOW, office=office)[0]
    for about in (walled.pk, ordinary.pk, None, walled.pk):
        written(office=office, channel=MessageChannel.LETTER, about=about)
    clerk.post("/post/zusammenstellen/")
    apart = SentMessage.objects.filter(about=walled.pk).values_list("batch", flat=True).distinct().get()
    others = SentMessage.objects.exclude(about=walled.pk).values_list("batch", flat=True).distinct().get()
    assert apart != others
    page = text_of(clerk.get(BATCHES))
    assert f"Stapel {others} (PDF)" in page
    assert f"Stapel {apart} (PDF)" not in page
    assert "Dazu kommt ein Stapel zu besonders geschützten Vorgängen." in page
    assert clerk.get(f"/post/stapel/{apart}/briefe.pdf").status_code == 404
    assert clerk.post(f"/post/stapel/{apart}/aufgegeben/", {"posted_on": "2026-11-24"}).status_code == 404
    assert clerk.get(f"/post/stapel/{others}/briefe.pdf").status_code == 200
    assert entitled(office).get(f"/post/stapel/{apart}/briefe.pdf").status_code == 200


def test_it_is_sent_again_as_a_letter_and_not_on_a_way_that_leads_nowhere(clerk: Client, office: Office) -> None:
    message = lost(office=office)
    nowhere = clerk.post(f"{UNDELIVERED}{message}/", {"act": "sms"})
    assert nowhere.status_code == 409
    clerk.post(f"{UNDELIVERED}{message}/", {"act": "letter"})
    assert SentMessage.objects.get(channel=MessageChannel.LETTER).office_id == office.pk
    assert SentMessage.objects.get(pk=message).settled == Settled.RESENT


@pytest.mark.parametrize("code", [kind.code for kind in registered() if kind.example])
def test_every_text_is_shown_in_both_languages_on_every_way_that_it_goes(clerk: Client, code: str) -> None:
    page, kind = text_of(clerk.get(f"{TEXTS}{code}/")), kind_of(code)
    assert kind is not None
    assert "Deutsch" in page
    assert "Englisch" in page
    assert ("Zeichen" in page) == (MessageChannel.SMS in kind.channels)
    assert ("Brief als PDF ansehen" in page) == (MessageChannel.LETTER in kind.channels)


def test_a_letter_is_looked_at_as_it_is_printed(clerk: Client) -> None:
    for language in ("de", "en"):
        shown = clerk.get(f"{TEXTS}appointments.confirmed/brief.pdf?sprache={language}")
        assert shown.content.startswith(b"%PDF")
    assert clerk.get(f"{TEXTS}appointments.near/brief.pdf").status_code == 404
    assert clerk.get(f"{TEXTS}nothing/").status_code == 404


@pytest.mark.parametrize("path", [BATCHES, UNDELIVERED, TEXTS])
def test_only_who_serves_comes_in(path: str, db: None) -> None:
    assert desk(role=Role.EDITOR).get(path).status_code == 403
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("code", [kind.code for kind in registered() if kind.example])
def test_no_subject_and_no_sms_says_what_for_or_for_whom_and_an_sms_is_short(
    db: None, code: str, language: str
) -> None:
    kind = kind_of(code)
    assert kind is not None
    assert kind.example is not None
    values = {**kind.example(language), **({"what": "Reisepass"} if "what" in kind.needs else {})}
    content = rendered(kind=kind, recipient=Recipient(), language=language, values=values)
    assert ("Reisepass" in content.text) == ("what" in kind.needs)
    for text in (content.subject, content.sms):
        assert not [word for word in ("Reisepass", "Passport", "Đặng") if word in text]
    assert length_of(content.sms).segments <= 2
    assert length_of(content.sms).is_gsm
