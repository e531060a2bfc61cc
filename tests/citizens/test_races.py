"""The same person in two tabs at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connections

from einamt.accounts.openid import Identity
from einamt.citizens.errors import LinkNotUsable
from einamt.citizens.models import CitizenAccount
from einamt.citizens.operations import ask_for_link, follow_link, sign_in_as

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    barrier = Barrier(len(works))
    connections.close_all()

    def run(work: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return work()
        except LinkNotUsable:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_a_first_sign_in_that_arrives_several_times_at_once_makes_one_account() -> None:
    identity = Identity("https://login.example", "ayse")
    found = at_once([lambda: sign_in_as(identity=identity, now=NOW)] * 6)
    assert CitizenAccount.objects.count() == 1
    assert set(found) == {CitizenAccount.objects.get()}


def test_two_links_to_a_new_address_that_are_followed_at_once_make_one_account() -> None:
    browsers = ("here", "there", "elsewhere")
    links = [(b, ask_for_link(address="ayse@example.org", browser=b, account_id=None, now=NOW)) for b in browsers]

    def follow(browser: str, token: str) -> Callable[[], object]:
        return lambda: follow_link(token=token, browser=browser, account_id=None, now=NOW)

    found = at_once([follow(browser, token) for browser, token in links])
    assert set(found) == {CitizenAccount.objects.get()}


def test_a_link_whose_button_is_pressed_several_times_at_once_lets_in_once() -> None:
    token = ask_for_link(address="ayse@example.org", browser="here", account_id=None, now=NOW)
    found = at_once([lambda: follow_link(token=token, browser="here", account_id=None, now=NOW)] * 5)
    assert len([each for each in found if each]) == 1
    assert CitizenAccount.objects.count() == 1
