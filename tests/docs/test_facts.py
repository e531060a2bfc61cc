"""The reference of facts is what the schemas say."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

PAGE = Path(__file__).parents[2] / "docs/reference/facts.md"


def test_the_reference_of_facts_is_current() -> None:
    printed = StringIO()
    call_command("facts", "page", stdout=printed)
    assert printed.getvalue() == PAGE.read_text(encoding="utf-8"), "einamt facts page > docs/reference/facts.md"
