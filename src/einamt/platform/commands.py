"""What commands of the house have in common."""

from django.core.management.base import BaseCommand

HOUSE = "house"
"""The tag of system checks about an installation, which every command runs; the others are about the code."""


class HouseCommand(BaseCommand):
    """Starts at once: the checks about the code read every page of the house, which `check`, `migrate` and `run` do."""

    requires_system_checks = (HOUSE,)
