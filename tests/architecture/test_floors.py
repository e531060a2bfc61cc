"""The floors hold, and the check that says so fails when one is broken."""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tools.system import ROOT

PACKAGE = ROOT / "src" / "einamt"

# Where an import is added, what is imported, and the contract it breaks.
BREACHES = [
    pytest.param("kernel", "einamt.platform", "A room imports only from floors below it", id="kernel-to-platform"),
    pytest.param("platform", "einamt.catalog", "A room imports only from floors below it", id="platform-to-catalog"),
    pytest.param("catalog", "einamt.accounts", "A room imports only from floors below it", id="catalog-to-accounts"),
    pytest.param("accounts", "einamt.cases", "A room imports only from floors below it", id="accounts-to-cases"),
    pytest.param("cases", "einamt.citizens", "A room imports only from floors below it", id="cases-to-citizens"),
    pytest.param("citizens", "einamt.procedures", "A room imports only from floors below it", id="citizens-to-visits"),
    pytest.param("cases", "einamt.procedures", "A room imports only from floors below it", id="cases-to-procedures"),
    pytest.param(
        "procedures", "einamt.insight", "A room imports only from floors below it", id="procedures-to-insight"
    ),
    pytest.param("insight", "einamt.channels", "A room imports only from floors below it", id="insight-to-channels"),
    pytest.param("channels", "einamt.config", "A room imports only from floors below it", id="channels-to-config"),
    pytest.param("channels.portal", "einamt.channels.counter", "Channels never import each other", id="channels"),
    pytest.param("channels.parts", "einamt.channels.portal", "Channels never import each other", id="parts-to-channel"),
    pytest.param("insight.opendata", "einamt.insight.steering", "Reports and staffing stand above", id="insight"),
    pytest.param(
        "procedures.appointments", "einamt.procedures.visits", "Visits stand above", id="appointments-to-visits"
    ),
    pytest.param("procedures.defects", "einamt.procedures.visits", "Visits stand above", id="defects-to-visits"),
    pytest.param(
        "procedures.defects", "einamt.procedures.appointments", "Only visits import", id="defects-to-appointments"
    ),
    pytest.param("kernel", "django.db", "The kernel knows no Django", id="kernel-to-django"),
    pytest.param("cases.rules", "django.db", "Rules and errors are plain Python", id="rules-to-django"),
]


def test_the_code_keeps_every_contract(house: Path) -> None:
    assert broken_contracts(house) == ""


@pytest.mark.parametrize(("module", "imported", "contract"), BREACHES)
def test_an_import_that_breaks_a_contract_is_found(house: Path, module: str, imported: str, contract: str) -> None:
    add_import(house, into=f"einamt.{module}", imported=imported)
    assert contract in broken_contracts(house)


@pytest.mark.parametrize("room", ["cellar", "channels.fax", "insight.rumours", "procedures.parking"])
def test_a_room_on_no_floor_is_found(house: Path, room: str) -> None:
    make_module(house, f"einamt.{room}")
    assert room.rpartition(".")[2] in broken_contracts(house)


def test_relations_between_models_keep_every_contract(house: Path) -> None:
    """A foreign key named in a string is an import in all but form."""
    for module, related in relations(apps.get_models(include_auto_created=True)):
        add_import(house, into=module, imported=related)
    assert broken_contracts(house) == ""


def test_a_relation_that_climbs_is_found(house: Path) -> None:
    case = apps.get_model("cases", "Case")

    class Climber(models.Model):
        case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "catalog"
            abstract = True

    Climber._meta.get_field("case").remote_field.model = case
    Climber.__module__ = "einamt.catalog.models"
    for module, related in relations([Climber]):
        add_import(house, into=module, imported=related)
    assert "A room imports only from floors below it" in broken_contracts(house)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package that may be damaged."""
    folder = tmp_path / "src"
    shutil.copytree(PACKAGE, folder / "einamt", ignore=lambda _folder, names: {n for n in names if n == "__pycache__"})
    return folder


def relations(models_found: Iterable[type[models.Model]]) -> set[tuple[str, str]]:
    """The pairs of einamt's modules in which a model of the first points to a model of the second."""
    pairs = {
        (model.__module__, field.related_model.__module__)
        for model in models_found
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and isinstance(field.related_model, type)
    }
    return {(start, end) for start, end in pairs if start != end and start.startswith("einamt.")}


def add_import(house: Path, *, into: str, imported: str) -> None:
    """Add an import to a module, which is made if it is not there."""
    file = make_module(house, into)
    file.write_text(f"{file.read_text(encoding='utf-8')}\nimport {imported}\n", encoding="utf-8")


def make_module(house: Path, name: str) -> Path:
    """The file of a module, made as an empty package if it is not there."""
    path = house.joinpath(*name.split("."))
    if path.with_suffix(".py").exists():
        return path.with_suffix(".py")
    path.mkdir(parents=True, exist_ok=True)
    file = path / "__init__.py"
    file.touch()
    return file


def broken_contracts(house: Path) -> str:
    """What import-linter says about the contracts that a copy of the package breaks; nothing where it keeps all."""
    # The folder the program starts in is searched for the package first.
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    command = [sys.executable, "-c", program, "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    ended = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    assert "Contracts:" in ended.stdout, ended.stdout + ended.stderr
    return "" if ended.returncode == 0 else ended.stdout.partition("Broken contracts")[2]
