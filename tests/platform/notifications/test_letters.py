"""Letters, from the batch to the one that comes back."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from einamt.platform.notifications.addresses import LINES, BadAddress, PostalAddress, check
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.errors import BatchPosted, NoLetter, NotPosted
from einamt.platform.notifications.models import KEEP_CONTENT, LetterBatch, SentMessage, Settled, Trouble
from einamt.platform.notifications.operations import (
    forget_sent_messages,
    make_batches,
    mark_posted,
    report_returned_letter,
    tell,
)
from einamt.platform.notifications.operations.letters import PER_BATCH
from einamt.platform.notifications.printing import Sender, batch_pdf, letter_pdf
from einamt.platform.notifications.queries import batches, letters_waiting, undelivered
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.rendering import Content
from tests.platform.notifications.conftest import ANYWAY, HOME

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
OFFICE = Sender(name="Bürgeramt Rathaus Mitte", street="Breite Straße 1", postal_code="13187", town="Musterstadt")


def write(*, office_id: int = 7, address: PostalAddress = HOME, mobile: str = "") -> UUID:
    command_id = uuid4()
    tell(
        kind=ANYWAY,
        to=Recipient(address=address, mobile=mobile, wish=MessageChannel.LETTER),
        language="de",
        context={"name": "Erika", "office": "Bürgeramt"},
        command_id=command_id,
        office_id=office_id,
        now=NOW,
    )
    return command_id


def content(address: PostalAddress, *, text: str = "Guten Tag.") -> Content:
    return Content(Recipient(address=address), "de", "Ihr Termin", text, text, "", ())


def test_each_office_gets_its_own_batch_and_a_letter_is_in_one_only() -> None:
    for office_id in (7, 7, 8):
        write(office_id=office_id)
    assert make_batches(NOW) == 2
    assert make_batches(NOW) == 0
    assert [batch.letters for batch in batches(offices=[7])] == [2]
    assert not letters_waiting(offices=None).exists()


def test_somebody_gathers_only_the_letters_of_their_offices() -> None:
    write(office_id=7)
    write(office_id=8)
    assert make_batches(NOW, offices=[7]) == 1
    assert [row.office_id for row in letters_waiting(offices=None)] == [8]


def test_the_same_letter_asked_for_twice_is_printed_once() -> None:
    for _ in range(2):
        tell(
            kind=ANYWAY,
            to=Recipient(address=HOME),
            language="de",
            context={"name": "Erika", "office": "Bürgeramt"},
            command_id=UUID(int=1),
            now=NOW,
        )
    assert letters_waiting(offices=None).count() == 1


def test_a_batch_holds_what_one_person_folds_in_a_morning() -> None:
    for _ in range(3):
        write()
    SentMessage.objects.bulk_create(
        [
            SentMessage(command_id=uuid4(), kind="x", channel="letter", office_id=7, claimed_at=NOW, content="{}")
            for _ in range(PER_BATCH)
        ]
    )
    assert make_batches(NOW) == 2
    assert sorted(batch.letters for batch in LetterBatch.objects.all()) == [3, PER_BATCH]


def test_a_batch_is_a_pdf_for_the_archive_that_everybody_can_read_and_the_same_each_time() -> None:
    write()
    write(address=PostalAddress("Łukasz Şahin", "ul. Długa 1", "00-238", "Warszawa", country="Polen"))
    make_batches(NOW)
    batch = LetterBatch.objects.get()
    made = batch_pdf(batch=batch, sender=OFFICE)
    assert made.startswith(b"%PDF")
    assert b"pdfaid:part>2<" in made
    assert b"pdfuaid:part>1<" in made
    assert batch_pdf(batch=batch, sender=OFFICE) == made


def test_who_posts_a_batch_says_when_and_the_letters_count_as_sent() -> None:
    write()
    make_batches(NOW)
    batch = LetterBatch.objects.get()
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(NotPosted):
            mark_posted(batch_id=batch.pk, on=day, by="staff:1", now=NOW)
    mark_posted(batch_id=batch.pk, on=TODAY, by="staff:1", now=NOW)
    assert SentMessage.objects.get().sent_at == NOW
    with pytest.raises(BatchPosted):
        mark_posted(batch_id=batch.pk, on=TODAY, by="staff:2", now=NOW)


def test_what_is_printed_on_a_letter_stays_true_when_another_of_its_batch_is_erased() -> None:
    first, second = (write() for _ in range(2))
    make_batches(NOW)
    batch = LetterBatch.objects.get()
    by_place = dict(SentMessage.objects.values_list("place", "pk"))
    assert set(by_place) == {1, 2}
    assert set(by_place.values()) == {first, second}
    mark_posted(batch_id=batch.pk, on=TODAY, by="staff:1", now=NOW)
    SentMessage.objects.filter(place=1).delete()
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(batch_pdf(batch=batch, sender=OFFICE))).pages)
    assert f"{batch.pk}-2" in text
    assert f"{batch.pk}-1" not in text
    with pytest.raises(NoLetter):
        report_returned_letter(number=f"{batch.pk}-1", offices=None, now=NOW)
    assert report_returned_letter(number=f"{batch.pk}-2", offices=None, now=NOW) == by_place[2]


@pytest.mark.parametrize("number", ["0-1", "x", "", "1", "99999-1", "{batch}-2", "{batch}-0"])
def test_only_a_letter_that_was_posted_comes_back(number: str) -> None:
    write()
    make_batches(NOW)
    batch = LetterBatch.objects.get()
    with pytest.raises(NoLetter):
        report_returned_letter(number=f"{batch.pk}-1", offices=[7], now=NOW)
    mark_posted(batch_id=batch.pk, on=TODAY, by="staff:1", now=NOW)
    with pytest.raises(NoLetter):
        report_returned_letter(number=number.format(batch=batch.pk), offices=[7], now=NOW)
    with pytest.raises(NoLetter):
        report_returned_letter(number=f"{batch.pk}-1", offices=[8], now=NOW)


def test_a_letter_that_came_back_stands_with_what_did_not_arrive() -> None:
    write()
    make_batches(NOW)
    batch = LetterBatch.objects.get()
    mark_posted(batch_id=batch.pk, on=TODAY, by="staff:1", now=NOW)
    report_returned_letter(number=f" {batch.pk} - 1", offices=[7], now=NOW)
    assert undelivered(offices=[7]).get().trouble == Trouble.RETURNED


def test_whose_letter_came_back_is_told_by_sms_where_a_number_is_known() -> None:
    command_id = write(mobile="+4917612345678")
    make_batches(NOW)
    batch = LetterBatch.objects.get()
    mark_posted(batch_id=batch.pk, on=TODAY, by="staff:1", now=NOW)
    report_returned_letter(number=f"{batch.pk}-1", offices=[7], now=NOW)
    row = SentMessage.objects.get(pk=command_id)
    assert (row.settled, row.settled_by) == (Settled.OTHER_WAY, MessageChannel.SMS)


def test_texts_of_posted_letters_are_forgotten_then_the_letters_then_the_batch() -> None:
    write()
    make_batches(NOW)
    batch = LetterBatch.objects.get()
    assert forget_sent_messages(NOW + KEEP_CONTENT * 2) == {}
    mark_posted(batch_id=batch.pk, on=TODAY, by="staff:1", now=NOW)
    assert forget_sent_messages(NOW + KEEP_CONTENT * 2) == {"texts": 1}
    night = NOW + timedelta(days=91)
    assert forget_sent_messages(night) == {"notifications.SentMessage": 1}
    assert forget_sent_messages(night) == {"notifications.LetterBatch": 1}
    assert forget_sent_messages(night) == {}


_TEXT = st.text(st.characters(codec="utf-8", categories=("L", "Zs", "Nd", "Pd")), max_size=120)
_ADDRESSES = st.builds(
    PostalAddress,
    name=_TEXT,
    street=_TEXT,
    postal_code=st.from_regex(r"[0-9A-Z -]{0,12}", fullmatch=True),
    town=_TEXT.map(lambda text: text[:60]),
    extra=_TEXT,
    country=_TEXT.map(lambda text: text[:40]),
)


@given(address=_ADDRESSES)
def test_no_address_has_more_lines_than_the_window_and_the_place_is_never_cut(address: PostalAddress) -> None:
    lines = address.lines()
    assert len(lines) <= LINES
    assert f"{address.postal_code} {address.town}".strip() in lines


@pytest.mark.parametrize(
    "address",
    [
        HOME,
        PostalAddress(
            name="Thị Hương Giang Đặng-Nguyễn von und zu Wolkenstein-Trostburg-Hohenlohe-Waldenburg-Schillingsfürst",
            extra="c/o Gemeinschaftsunterkunft für Geflüchtete Haus 17 Aufgang C bei Müller-Lüdenscheidt",
            street="Straße der Völkerfreundschaft und des Friedens zwischen den Nationen 117a, Vorderhaus",
            postal_code="01067",
            town="Hellschen-Heringsand-Unterschaar an der Donaudampfschifffahrt",
        ),
        PostalAddress("W" * 120, "W" * 88, "W" * 12, "W" * 60, "W" * 80, "W" * 40),
        PostalAddress("Ольга Шевченко", "вул. Хрещатик 1", "01001", "Київ", country="Ukraine"),
        PostalAddress("Γιώργος Παπαδόπουλος", "Οδός Ερμού 1", "105 63", "Αθήνα", country="Griechenland"),
    ],
    ids=["with tone marks", "as long as it gets", "only wide letters", "Cyrillic", "Greek"],
)
def test_nothing_overflows_the_window(address: PostalAddress) -> None:
    """The template measures every line and the whole, and refuses to be set where one is too large."""
    letter_pdf(content=content(address), sender=OFFICE, number="17-3", now=NOW)


def test_the_template_refuses_what_would_overflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PostalAddress, "lines", lambda _: ["Lange Straße 1"] * 7)
    with pytest.raises(RuntimeError, match="higher than the window"):
        letter_pdf(content=content(HOME), sender=OFFICE, number="17-3", now=NOW)


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (PostalAddress("Anna", "", "13187", "Musterstadt"), "street"),
        (PostalAddress("Anna", "Lange Straße 1", "1318", "Musterstadt"), "postal_code"),
        (PostalAddress("Anna", "Lange Straße 1", "13187", " "), "town"),
    ],
)
def test_an_address_that_no_postman_finds_is_refused(address: PostalAddress, field: str) -> None:
    with pytest.raises(BadAddress) as wrong:
        check(address)
    assert wrong.value.args[1] == field


def test_a_postal_code_abroad_is_as_it_is_there() -> None:
    check(PostalAddress("Anna", "ul. Długa 1", "00-238", "Warszawa", country="Polen"))


def test_what_somebody_typed_never_becomes_code_of_the_template() -> None:
    letter_pdf(
        content=content(PostalAddress('#panic("x")', "*_$[", "13187", "`#"), text='#read("/etc/passwd") *\n\n= x'),
        sender=OFFICE,
        number="1-1",
        now=NOW,
    )
