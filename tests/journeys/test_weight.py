"""What a first view of a citizens' page transfers: text, styles, fonts, scripts and pictures, compressed as sent."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db

LIMIT_BYTES = 100_000
LINKED = re.compile(
    r'<(?:link rel="(?:stylesheet|preload|icon)"[^>]*?href|script[^>]*?src|img[^>]*?src)="/static/([^"]+)"'
)


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Pages name their files as they are in the source."""
    Path(str(settings.STATIC_ROOT)).mkdir(exist_ok=True)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.mark.parametrize(
    "path", ["/", "/leistungen/", "/suche/?q=ausweis", "/aemter/", "/termin/", "/vorgang/", "/en/", "/nichts/"]
)
def test_a_first_view_transfers_less_than_100_kilobytes(client: Client, path: str) -> None:
    page = client.get(path).content
    files = sorted(set(LINKED.findall(page.decode())))
    assert "built/einamt.css" in files
    sent = {"page": len(gzip.compress(page))} | {name: _sent_bytes(name) for name in files}
    assert sum(sent.values()) < LIMIT_BYTES, sent


def _sent_bytes(name: str) -> int:
    found = finders.find(name)
    assert isinstance(found, str), f"{name} has not been built"
    content = Path(found).read_bytes()
    return len(content) if name.endswith(".woff2") else len(gzip.compress(content))
