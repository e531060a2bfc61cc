"""The documentation keeps its promises: links lead somewhere, every command is described."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for path in [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("src/**/*.md"),
        *ROOT.glob("d*/*/README.md"),
    ]
    if "node_modules" not in path.parts
)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    missing = [
        target for target in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / target).exists()
    ]
    assert missing == []


def test_every_command_of_ours_is_described() -> None:
    ours = {name for name, app in get_commands().items() if app.startswith("einamt.")}
    described = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert {name for name in ours if f"`einamt {name}" not in described} == set()


def test_every_room_with_a_door_stands_in_the_readme() -> None:
    channels = {path.name for path in (ROOT / "src/einamt/channels").iterdir() if (path / "__init__.py").exists()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in channels if name not in readme} == set()
