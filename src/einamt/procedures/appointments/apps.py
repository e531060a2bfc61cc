"""The room of appointments."""

from datetime import time, timedelta

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Declares the kind of case, the facts, the mails, the jobs and the erasing of appointments."""

    name = "einamt.procedures.appointments"
    label = "appointments"

    def ready(self) -> None:
        """Fill the registries."""
        from einamt.cases import persons as holders  # noqa: PLC0415 - models can be loaded only now
        from einamt.cases import registry  # noqa: PLC0415
        from einamt.cases.decisions import calendars  # noqa: PLC0415
        from einamt.catalog import usage  # noqa: PLC0415
        from einamt.catalog.linting.registry import add_source  # noqa: PLC0415
        from einamt.platform.facts import schema  # noqa: PLC0415
        from einamt.platform.outbox import schedule  # noqa: PLC0415
        from einamt.platform.retention import persons as people  # noqa: PLC0415
        from einamt.platform.retention import registry as retention  # noqa: PLC0415
        from einamt.procedures.appointments import (  # noqa: PLC0415
            facts,
            jobs,
            kinds,
            linting,
            mails,
            monitoring,
            offers,
            persons,
        )
        from einamt.procedures.appointments.backlog import mails as backlog_mails  # noqa: PLC0415
        from einamt.procedures.appointments.backlog import offering  # noqa: PLC0415
        from einamt.procedures.appointments.fairness import erasing as fairness_erasing  # noqa: PLC0415
        from einamt.procedures.appointments.fairness import mails as fairness_mails  # noqa: PLC0415
        from einamt.procedures.appointments.fairness import offering as fairness_offering  # noqa: PLC0415
        from einamt.procedures.appointments.operations import erasing  # noqa: PLC0415
        from einamt.procedures.appointments.queries import holidays_written  # noqa: PLC0415
        from einamt.procedures.appointments.usage import services_of_appointments  # noqa: PLC0415

        registry.register(kinds.APPOINTMENT)
        calendars.provide(holidays_written)
        schema.register(facts.BOOKED)
        schema.register(facts.CANCELLED)
        schema.register(facts.WAIT)
        schema.register(facts.SEARCH_FAILED)
        mails.register()
        monitoring.register()
        backlog_mails.register()
        offers.register(offering.KIND)
        fairness_mails.register()
        offers.register(fairness_offering.KIND)
        retention.register(fairness_erasing.ERASER)
        add_source(linting.HOURS)
        retention.register(erasing.ERASER)
        holders.register(persons.HOLDERS)
        people.register(persons.WAITLIST)
        usage.register(name="appointments", users=services_of_appointments)
        schedule.register(name="appointments.sweep-holds", every=timedelta(minutes=1), job=jobs.sweep_holds)
        schedule.register(name="appointments.backlog", every=timedelta(minutes=1), job=jobs.work_off_backlog)
        schedule.register(name="appointments.waitlist", every=timedelta(minutes=1), job=jobs.serve_waitlist)
        schedule.register(name="appointments.forget-offers", daily_at=time(2, 40), job=jobs.forget_offers)
        schedule.register(name="appointments.forget-changes", every=timedelta(minutes=10), job=jobs.forget_changes)
        schedule.register(name="appointments.remind", every=timedelta(minutes=5), job=jobs.remind)
        schedule.register(name="appointments.extend-supply", daily_at=time(0, 5), job=jobs.extend_supply)
        schedule.register(name="appointments.check-rules", daily_at=time(5, 30), job=jobs.check_city_rules)
        schedule.register(name="appointments.measure-waits", daily_at=time(9), job=jobs.measure_waits)
        schedule.register(name="appointments.publish-searches", every=timedelta(minutes=15), job=jobs.publish_searches)
