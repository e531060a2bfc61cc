"""The waitlist and the draw on the citizens' pages."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from einamt.catalog.models import Office, PostalArea
from einamt.catalog.queries.remembering import forget_answers
from einamt.channels.parts import humans
from einamt.procedures.appointments.fairness.models import Draw, WaitlistEntry
from einamt.procedures.appointments.operations import announce_draws, offer_to_waitlist, run_draws
from tests.channels.portal.conftest import NOW, StandingClock
from tests.channels.portal.visitor import Visitor, proof_of_work, text_of
from tests.factories.appointments import make_rules


def join(visitor: Visitor, *, solves: bool = True, **changes: object) -> object:
    """Fill the form in and send it."""
    address = f"/warteliste/?{visitor.wish}"
    assert visitor.client.get(address).status_code == 200
    typed: dict[str, object] = {"name": visitor.name, "email": visitor.email}
    if solves:
        typed["altcha"] = proof_of_work(visitor.client.get("/warteliste/pruefung/").json())
    return visitor.client.post(address, typed | changes, follow=True)


def test_the_page_of_times_leads_to_the_waitlist_in_one_sentence(visitor: Visitor) -> None:
    page = visitor.client.get(f"/termin/zeiten/?{visitor.wish}")
    assert f"/warteliste/?{visitor.wish}" in page.content.decode()


def test_somebody_joins_sees_where_they_stand_accepts_an_offer(visitor: Visitor) -> None:
    page = join(visitor)
    assert "Vor Ihnen wartet niemand" in text_of(page)
    assert "können wir noch nicht sagen" in text_of(page)
    entry_url = page.redirect_chain[-1][0]
    offer_to_waitlist(now=NOW)
    page = visitor.client.get(entry_url)
    assert "Wir halten einen Termin für Sie bis" in text_of(page)
    offer_url = page.context["offer_url"]
    shown = visitor.client.get(offer_url)
    visitor.client.post(offer_url, {"answer": "accept", "command": shown.context["command_id"]})
    assert WaitlistEntry.objects.get().state == "booked"
    assert "ist ein Termin geworden" in text_of(visitor.client.get(entry_url))


def test_without_javascript_a_mail_confirms(visitor: Visitor) -> None:
    page = join(visitor, solves=False)
    assert "Bitte sehen Sie in Ihre E-Mails" in text_of(page)
    assert WaitlistEntry.objects.get().state == "unconfirmed"


def test_looking_at_an_entry_changes_nothing_and_leaving_is_one_button(visitor: Visitor) -> None:
    url = join(visitor).redirect_chain[-1][0]
    visitor.client.get(url)
    assert WaitlistEntry.objects.get().state == "waiting"
    page = visitor.client.post(url, {"answer": "leave"}, follow=True)
    assert "Sie haben die Warteliste verlassen" in text_of(page)


def test_nobody_learns_whether_an_address_waits(visitor: Visitor) -> None:
    join(visitor)
    page = join(visitor)
    assert "Bitte sehen Sie in Ihre E-Mails" in text_of(page)
    assert WaitlistEntry.objects.count() == 1


def test_wishes_are_kept(visitor: Visitor) -> None:
    join(visitor, zeit="vormittags", wochentag=["1", "3"], amt=[visitor.place.office.slug], bis="2026-12-10")
    entry = WaitlistEntry.objects.get()
    assert (entry.until_minute, entry.weekdays, entry.office_ids) == (720, [1, 3], [visitor.place.office.pk])


def test_wishes_change_and_the_place_in_the_line_stays(visitor: Visitor, clock: StandingClock) -> None:
    url = join(visitor, zeit="vormittags").redirect_chain[-1][0]
    before = WaitlistEntry.objects.get()
    clock.forward(minutes=10)
    shown = text_of(visitor.client.get(f"{url}wuensche/"))
    assert "Ihr Platz auf der Warteliste bleibt" in shown
    page = visitor.client.post(f"{url}wuensche/", {"wochentag": ["2"], "bis": "2026-12-10"}, follow=True)
    assert "Ihre Wünsche sind gespeichert. Ihr Platz ist derselbe." in text_of(page)
    assert "Dienstag" in text_of(page)
    entry = WaitlistEntry.objects.get()
    assert (entry.weekdays, entry.until_minute, str(entry.latest_date)) == ([2], 1440, "2026-12-10")
    assert (entry.confirmed_at, entry.lot) == (before.confirmed_at, before.lot)
    assert visitor.client.post(f"{url}wuensche/", {"bis": "2026-11-01"}).status_code == 422
    visitor.client.post(url, {"answer": "leave"})
    assert visitor.client.get(f"{url}wuensche/").status_code == 302
    assert visitor.client.get(f"/warteliste/{'0' * 32}/wuensche/").status_code == 404


def test_an_address_becomes_the_offices_around_it_and_is_not_kept(visitor: Visitor) -> None:
    office = visitor.place.office
    Office.objects.filter(pk=office.pk).update(latitude=52.52, longitude=13.4)
    PostalArea.objects.create(postal_code="10178", latitude=52.521, longitude=13.41)
    PostalArea.objects.create(postal_code="14109", latitude=52.42, longitude=13.14)
    forget_answers()
    page = join(visitor, wo="14109", umkreis="5")
    assert f"Das nächste ist {office.name}" in text_of(page).replace("\xa0", " ")
    assert join(visitor, wo="99999").status_code == 422
    join(visitor, wo="10178", umkreis="2")
    entry = WaitlistEntry.objects.get()
    assert entry.office_ids == [office.pk]
    assert "10178" not in str(entry.__dict__)


def test_what_is_wrong_stands_at_the_field(visitor: Visitor) -> None:
    page = join(visitor, email="nobody")
    assert page.status_code == 422
    page = join(visitor, bis="2026-11-01")
    assert page.status_code == 422
    assert "In diesen Tagen können wir nichts suchen" in text_of(page)


def test_an_unknown_link_is_answered_with_words(visitor: Visitor) -> None:
    page = visitor.client.get(f"/warteliste/{'0' * 32}/")
    assert (page.status_code, "finden wir keinen Eintrag" in text_of(page)) == (404, True)


def test_a_draw_says_until_when_it_collects_and_can_be_checked_afterwards(
    visitor: Visitor, clock: StandingClock, tmp_path: Path
) -> None:
    rules = make_rules(horizon_days=14)
    rules.release_minute, rules.draw_minutes, rules.offer_ahead_hours = 10 * 60 + 30, 10, 0
    rules.save()
    announce_draws(now=clock.now)
    assert "Die nächste Verlosung sammelt" in text_of(visitor.client.get("/verlosung/"))
    assert visitor.client.get(f"/verlosung/{Draw.objects.get().pk}/nachweis.json").status_code == 404
    clock.forward(minutes=31)
    assert "Schnelligkeit hilft nicht" in text_of(visitor.client.get(f"/warteliste/?{visitor.wish}"))
    url = join(visitor).redirect_chain[-1][0]
    run_draws(now=clock.forward(minutes=10))
    assert "als Nummer 1 von 1 gezogen" in text_of(visitor.client.get(url))
    proof = visitor.client.get(f"/verlosung/{Draw.objects.get().pk}/nachweis.json")
    file = tmp_path / "draw.json"
    file.write_bytes(proof.content)
    call_command("appointments", "verify-draw", str(file))
    file.write_text(json.dumps(proof.json() | {"seed": "00" * 32}))
    with pytest.raises(CommandError, match="does not hold"):
        call_command("appointments", "verify-draw", str(file))


def test_the_work_grows_with_suspicion_within_the_citys_bounds(db: None) -> None:
    steps = [humans.suspicion_of(network="192.0.2.1", now=NOW) for _ in range(200)]
    assert (steps[0], steps[9], steps[10], steps[-1]) == (0, 0, 1, 4)
    assert humans.suspicion_of(network="192.0.2.2", now=NOW) == 0
    assert humans.suspicion_of(network="192.0.2.1", now=NOW + timedelta(hours=2)) == 0
    assert humans.numbers_to_try(suspicion=0, fewest=150, most=2400) == (150, 350)
    assert humans.numbers_to_try(suspicion=9, fewest=150, most=2400) == (2400, 2401)


def test_whoever_searches_again_and_again_is_never_refused(visitor: Visitor) -> None:
    answers = {visitor.client.get(f"/termin/zeiten/?{visitor.wish}").status_code for _ in range(80)}
    assert answers == {200}
