"""The hall of that Tuesday morning, and a clock that stands still."""

from tests.channels.counter.conftest import plain_static_files, set_clock, static_folder, unknown_halls
from tests.procedures.visits.conftest import morning

__all__ = ["morning", "plain_static_files", "set_clock", "static_folder", "unknown_halls"]
