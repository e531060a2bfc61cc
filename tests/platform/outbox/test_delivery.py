from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from einamt.kernel.identifiers import new_id
from einamt.platform.outbox import operations, queries, registry, relay, rules, steps
from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.transactions import NoTransaction
from tests.platform.conftest import StandingClock
from tests.platform.outbox.conftest import Subscriber

pytestmark = pytest.mark.django_db

Publish = Callable[..., OutboxMessage]


def subscribed(name: str = "mail", *, failures: int = 0, topic: str = "appointments.confirmed") -> Subscriber:
    subscriber = Subscriber(failures=failures)
    registry.subscribe(topic=topic, name=name, handler=subscriber)
    return subscriber


def test_every_subscriber_is_told_and_the_message_is_gone(publish: Publish) -> None:
    mail, statistics = subscribed("mail"), subscribed("statistics")
    publish(appointment="7")

    assert relay.drain() == 1
    assert mail.told == statistics.told == [{"appointment": "7"}]
    assert not OutboxMessage.objects.exists()


def test_a_message_nobody_wants_is_gone(publish: Publish) -> None:
    publish(topic="nobody.asked")
    relay.drain()
    assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_message_is_not_published_outside_a_transaction(clock: StandingClock) -> None:
    with pytest.raises(NoTransaction):
        steps.publish(topic="appointments.confirmed", payload={}, now=clock.now)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_told(clock: StandingClock) -> None:
    mail = subscribed()
    with transaction.atomic():
        steps.publish(topic="appointments.confirmed", payload={}, now=clock.now)
        transaction.set_rollback(True)
    relay.drain()
    assert mail.told == []


def test_a_failed_delivery_is_tried_again_after_a_pause(publish: Publish, clock: StandingClock) -> None:
    mail = subscribed(failures=1)
    publish(appointment="7")
    relay.drain()
    assert mail.told == []

    clock.forward(timedelta(seconds=10))
    relay.drain()
    assert mail.told == []

    clock.forward(timedelta(seconds=10))
    relay.drain()
    assert mail.told == [{"appointment": "7"}]


def test_a_retry_tells_only_those_who_have_not_dealt_with_it(publish: Publish, clock: StandingClock) -> None:
    first, failing, last = subscribed("a"), subscribed("b", failures=2), subscribed("c")
    publish(appointment="7")
    for _ in range(3):
        relay.drain()
        clock.forward(timedelta(minutes=2))
    assert [len(subscriber.told) for subscriber in (first, failing, last)] == [1, 1, 1]
    assert not OutboxMessage.objects.exists()


def test_after_eight_failures_it_is_a_dead_letter_and_is_left_alone(publish: Publish, clock: StandingClock) -> None:
    mail = subscribed(failures=100)
    publish(appointment="7")
    for attempt in range(1, 20):
        relay.drain()
        clock.forward(rules.pause(attempts=min(attempt, rules.ATTEMPTS), spread=1))
    letter = OutboxMessage.objects.get()
    assert letter.dead_at is not None
    assert letter.attempts == rules.ATTEMPTS
    assert mail.failures == 100 - rules.ATTEMPTS
    assert queries.health(now=clock.now).dead_letters == 1


def test_what_is_kept_of_an_error_names_no_person(publish: Publish) -> None:
    subscribed(failures=1)
    publish()
    relay.drain()
    assert OutboxMessage.objects.get().last_error == "RuntimeError: [mail] was not to be reached"


def test_a_dead_letter_that_is_retried_starts_anew(publish: Publish, clock: StandingClock) -> None:
    mail = subscribed()
    message = publish(appointment="7")
    OutboxMessage.objects.update(dead_at=clock.now, attempts=8, due_at=clock.now + timedelta(days=1))

    assert operations.retry_dead_letters(ids=[message.pk], now=clock.now) == 1
    relay.drain()
    assert mail.told == [{"appointment": "7"}]


def test_only_a_dead_letter_can_be_dropped(publish: Publish, clock: StandingClock) -> None:
    message = publish()
    assert not operations.drop_dead_letter(message_id=message.pk)
    OutboxMessage.objects.update(dead_at=clock.now)
    assert operations.drop_dead_letter(message_id=message.pk)
    assert not OutboxMessage.objects.exists()


def test_a_message_that_somebody_holds_is_left_to_them(publish: Publish, clock: StandingClock) -> None:
    mail = subscribed()
    publish()
    OutboxMessage.objects.update(holder=new_id(), leased_until=clock.now + timedelta(seconds=60))
    assert relay.drain() == 0
    assert mail.told == []


def test_what_a_crashed_worker_held_counts_as_a_failure_and_is_delivered_later(
    publish: Publish, clock: StandingClock
) -> None:
    mail = subscribed()
    publish()
    OutboxMessage.objects.update(holder=new_id(), leased_until=clock.now)
    relay.drain()
    assert (mail.told, OutboxMessage.objects.get().attempts) == ([], 1)

    clock.forward(timedelta(seconds=20))
    relay.drain()
    assert len(mail.told) == 1


def test_a_worker_that_was_frozen_does_not_undo_what_another_one_did(publish: Publish, clock: StandingClock) -> None:
    other = new_id()

    def frozen(_payload: object, _now: object) -> None:
        OutboxMessage.objects.update(holder=other, leased_until=clock.now + timedelta(seconds=60))
        raise RuntimeError

    registry.subscribe(topic="appointments.confirmed", name="mail", handler=frozen)
    publish()
    relay.drain()
    assert OutboxMessage.objects.get().holder == other
    assert OutboxMessage.objects.get().attempts == 0


def test_messages_a_subscriber_publishes_are_delivered_too(publish: Publish) -> None:
    last = subscribed(topic="second")
    registry.subscribe(topic="first", name="chain", handler=lambda _payload, _now: publish(topic="second") and None)
    publish(topic="first")
    assert relay.drain() == 2
    assert len(last.told) == 1


def test_a_name_subscribes_to_a_topic_once() -> None:
    subscribed("mail")
    with pytest.raises(ValueError, match="twice"):
        subscribed("mail")
