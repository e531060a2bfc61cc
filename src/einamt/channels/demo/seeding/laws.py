"""By which law the demo city decides on its services."""

import tomllib
from pathlib import Path

from einamt.cases.decisions.operations import write_law_down
from einamt.cases.decisions.rules import Court, Law
from einamt.catalog.models import PublicService


def write(*, folder: Path) -> int:
    """Write down what `laws.toml` in `folder` says; of how many services. A city without this file has not said.

    :raises PublicService.DoesNotExist: it names a service that the city has not.
    """
    file = folder / "laws.toml"
    said = tomllib.loads(file.read_text(encoding="utf-8"))["law"] if file.exists() else []
    written = [(table, slug) for table in said for slug in table["services"]]
    for table, slug in written:
        service = PublicService.objects.only("pk").get(slug=slug)
        write_law_down(
            service_id=service.pk, law=Law(table["law"]), court=Court(table["court"]), source=table["source"]
        )
    return len(written)
