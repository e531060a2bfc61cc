from datetime import UTC, date, datetime, time, timedelta

import pytest

from einamt.kernel.identifiers import new_id
from einamt.platform.outbox import queries, schedule, worker
from einamt.platform.outbox.models import ScheduledJob
from tests.platform.conftest import StandingClock

pytestmark = pytest.mark.django_db


class Job:
    """Keeps the moments it was called with, and fails as often as it is asked to."""

    def __init__(self, *, failures: int = 0) -> None:
        self.runs: list[datetime] = []
        self.failures = failures

    def __call__(self, now: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("not today")
        self.runs.append(now)

    @property
    def days(self) -> list[date]:
        return [run.date() for run in self.runs]


def every(interval: timedelta, *, failures: int = 0) -> Job:
    job = Job(failures=failures)
    schedule.register(name="test.job", every=interval, job=job)
    return job


def daily(at: time = time(3, 30), *, failures: int = 0) -> Job:
    job = Job(failures=failures)
    schedule.register(name="test.job", daily_at=at, job=job)
    return job


def test_an_interval_job_runs_at_once_and_then_at_its_interval(clock: StandingClock) -> None:
    job = every(timedelta(minutes=5))
    for _ in range(11):
        worker.run_once()
        clock.forward(timedelta(minutes=1))
    assert [run.minute for run in job.runs] == [0, 5, 10]


def test_an_interval_job_runs_once_after_downtime(clock: StandingClock) -> None:
    job = every(timedelta(minutes=5))
    worker.run_once()
    clock.forward(timedelta(days=3, minutes=7))
    worker.run_once()
    worker.run_once()
    assert len(job.runs) == 2


def test_a_daily_job_waits_for_its_time_of_day_on_the_citys_clock(clock: StandingClock) -> None:
    job = daily(time(3, 30))
    worker.run_once()
    assert job.runs == []

    clock.now = datetime(2026, 11, 25, 2, 29, tzinfo=UTC)
    worker.run_once()
    assert job.runs == []

    clock.now = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
    worker.run_once()
    assert job.runs == [datetime(2026, 11, 25, 2, 30, tzinfo=UTC)]


def test_a_daily_job_makes_up_for_each_missed_day_in_order(clock: StandingClock) -> None:
    job = daily()
    worker.run_once()
    clock.forward(timedelta(days=4))
    worker.run_once()
    assert job.days == [date(2026, 11, day) for day in (25, 26, 27, 28)]


def test_a_daily_job_makes_up_for_31_days_at_most(clock: StandingClock) -> None:
    job = daily()
    worker.run_once()
    clock.forward(timedelta(days=100))
    worker.run_once()
    assert len(job.runs) == 31
    assert job.days[-1] == clock.now.date()


@pytest.mark.parametrize(
    ("eve", "due"),
    [
        pytest.param("2026-03-28T12:00Z", "2026-03-29T01:30Z", id="the-hour-left-out"),
        pytest.param("2026-10-24T12:00Z", "2026-10-25T00:30Z", id="the-hour-repeated"),
    ],
)
def test_a_daily_job_runs_once_in_the_nights_of_the_clock_change(clock: StandingClock, eve: str, due: str) -> None:
    job = daily(time(2, 30))
    clock.now = datetime.fromisoformat(eve)
    worker.run_once()
    for _ in range(48):
        clock.forward(timedelta(minutes=30))
        worker.run_once()
    assert job.runs == [datetime.fromisoformat(due)]


def test_a_failed_daily_job_is_tried_again_for_the_same_day(clock: StandingClock) -> None:
    job = daily(failures=2)
    worker.run_once()
    clock.forward(timedelta(days=1))
    worker.run_once()
    assert queries.health(now=clock.now).failing_jobs == ["test.job"]
    for _ in range(3):
        clock.forward(timedelta(minutes=2))
        worker.run_once()
    assert job.days == [date(2026, 11, 25)]
    assert queries.health(now=clock.now).failing_jobs == []


def test_a_job_that_another_worker_runs_is_left_to_it(clock: StandingClock) -> None:
    job = every(timedelta(minutes=5))
    worker.run_once()
    clock.forward(timedelta(minutes=5))
    ScheduledJob.objects.update(holder=new_id(), leased_until=clock.now + timedelta(seconds=60))
    worker.run_once()
    assert len(job.runs) == 1


def test_a_job_whose_worker_crashed_runs_again_after_a_pause(clock: StandingClock) -> None:
    job = every(timedelta(minutes=5))
    worker.run_once()
    clock.forward(timedelta(minutes=6))
    ScheduledJob.objects.update(holder=new_id(), leased_until=clock.now)
    worker.run_once()
    assert ScheduledJob.objects.get().last_error == "WorkerCrashed:"
    clock.forward(timedelta(seconds=20))
    worker.run_once()
    assert len(job.runs) == 2


def test_a_release_may_give_a_job_another_rhythm(clock: StandingClock) -> None:
    daily()
    worker.run_once()
    schedule._entries.clear()
    job = every(timedelta(minutes=5))
    worker.run_once()
    assert len(job.runs) == 1
    schedule._entries.clear()
    job = daily()
    worker.run_once()
    assert job.runs == []
    assert ScheduledJob.objects.get().due_at == datetime(2026, 11, 25, 2, 30, tzinfo=UTC)


def test_a_job_says_when_it_runs() -> None:
    with pytest.raises(ValueError, match="every"):
        schedule.register(name="test.job", job=Job())
    with pytest.raises(ValueError, match="every"):
        schedule.register(name="test.job", job=Job(), every=timedelta(hours=1), daily_at=time(3))
    every(timedelta(hours=1))
    with pytest.raises(ValueError, match="twice"):
        every(timedelta(hours=1))
