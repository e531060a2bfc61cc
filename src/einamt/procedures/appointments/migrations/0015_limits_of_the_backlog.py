"""Limits of waitlist and backlog are rules of the city. SQLite makes the table anew, so its triggers are put back."""

from importlib import import_module

from django.db import migrations, models

again = import_module("einamt.procedures.appointments.migrations.0012_plan_counted_again")


def _count(name: str, default: int) -> migrations.AddField:
    return migrations.AddField("bookingrules", name, models.PositiveSmallIntegerField(default=default))


class Migration(migrations.Migration):
    dependencies = [("appointments", "0014_capacity_changes")]
    operations = [
        _count("offers_unanswered", 3),
        _count("backlog_offer_hours", 24),
        _count("backlog_ahead_hours", 3),
        _count("backlog_nearer_days", 7),
        _count("backlog_offers", 3),
        migrations.RunPython(again.count_again, migrations.RunPython.noop),
    ]
