from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from einamt.platform.outbox import rules

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(days=-2000), timedelta(days=2000)).map(lambda since: EPOCH + since)
spreads = st.floats(min_value=0, max_value=1, exclude_max=True)


@given(attempts=st.integers(1, rules.ATTEMPTS - 1), spread=spreads, later_spread=spreads)
def test_pauses_grow_whatever_the_spread(attempts: int, spread: float, later_spread: float) -> None:
    assert rules.pause(attempts=attempts + 1, spread=later_spread) > rules.pause(attempts=attempts, spread=spread)


def test_all_pauses_together_outlast_a_night_without_a_mail_server() -> None:
    assert sum((rules.pause(attempts=n, spread=0) for n in range(1, rules.ATTEMPTS)), timedelta()) > timedelta(hours=12)


@given(attempts=st.integers(1, 10_000), spread=spreads)
def test_a_failing_job_is_tried_every_hour_at_least(attempts: int, spread: float) -> None:
    assert rules.job_pause(attempts=attempts, spread=spread) <= timedelta(hours=1)


@given(due_at=moments, now=moments, every=st.timedeltas(timedelta(seconds=1), timedelta(days=40)))
def test_an_interval_job_is_next_due_on_its_grid_and_within_one_interval(
    due_at: datetime, now: datetime, every: timedelta
) -> None:
    following = rules.next_interval(due_at=due_at, every=every, now=now)
    assert following > now or following == due_at
    assert (following - due_at) % every == timedelta()
    assert following <= max(now + every, due_at)


@given(due_day=st.dates(date(2020, 1, 1), date(2030, 1, 1)), behind=st.integers(0, 400))
def test_a_daily_job_makes_up_for_at_most_31_days(due_day: date, behind: int) -> None:
    today = due_day + timedelta(days=behind)
    first = rules.day_to_run(due_day=due_day, today=today)
    assert first >= due_day
    assert (today - first).days + 1 == min(behind + 1, 31)
