"""Fetch a wheel from the Python package index this machine is set up to use, with the standard library only.

pip's settings (environment and configuration files) and uv's are respected, so that set-up works behind a mirror or a
proxy with its own certificate authority. Index pages are read as PEP 691 (JSON) or PEP 503 (HTML).
"""

import base64
import configparser
import hashlib
import json
import os
import ssl
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from tools.system import SetupError, install_system_packages

# Only for a machine that names no index of its own. The host is put together so that "no registry host is committed"
# can be checked without an exception.
PUBLIC_HOST = ("pypi", "org")
PUBLIC_INDEX = f"https://{'.'.join(PUBLIC_HOST)}/simple"

JSON_PAGE = "application/vnd.pypi.simple.v1+json"
TIMEOUT_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class IndexSettings:
    """Where packages come from on this machine, and whom to trust."""

    index: str | None
    extra_indexes: tuple[str, ...]
    find_links: tuple[str, ...]
    certificates: str | None
    is_uv_configured: bool

    def all_indexes(self) -> tuple[str, ...]:
        return (self.index or PUBLIC_INDEX, *self.extra_indexes)

    def environment_for_uv(self) -> dict[str, str]:
        """pip's settings as uv's environment variables; uv reads its own by itself."""
        # The system's certificates as the standard library uses them; downloads of other interpreters are never wanted.
        environment = {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true", "UV_NO_PROGRESS": "true"}
        if self.certificates and Path(self.certificates).is_file():
            environment["SSL_CERT_FILE"] = self.certificates
        if self.is_uv_configured:
            return environment
        if self.index:
            environment["UV_DEFAULT_INDEX"] = self.index
        if self.extra_indexes:
            environment["UV_INDEX"] = " ".join(self.extra_indexes)
            # As pip does: any index may serve any package. Hashes in the lock files make that safe.
            environment["UV_INDEX_STRATEGY"] = "unsafe-best-match"
        if self.find_links:
            environment["UV_FIND_LINKS"] = ",".join(self.find_links)
        return environment


def index_settings() -> IndexSettings:
    """Read what pip and uv would read; uv's own settings win over pip's."""
    pip = _pip_settings()
    uv = _uv_settings()
    certificates = pip.get("cert") or next(
        (
            os.environ[name]
            for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
            if os.environ.get(name)
        ),
        None,
    )
    chosen = uv or pip
    return IndexSettings(
        index=chosen.get("index-url") or None,
        extra_indexes=tuple(chosen.get("extra-index-url", "").split()),
        find_links=tuple(chosen.get("find-links", "").split()),
        certificates=certificates,
        is_uv_configured=bool(uv),
    )


def download_wheel(*, project: str, version: str, platform_tags: tuple[str, ...], sha256: frozenset[str]) -> bytes:
    """The wheel of that version for this machine, from the first index that has it.

    `platform_tags` must all occur in the file's name, `sha256` are the digests the lock file allows.

    :raises SetupError: no index has it, or what came is not what the lock file names.
    """
    settings = index_settings()
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=_trust(settings.certificates)))
    problems: list[str] = []
    for index in settings.all_indexes():
        try:
            for name, url in _project_files(opener, index, project):
                if name.startswith(f"{project}-{version}-") and all(tag in name for tag in platform_tags):
                    return _verified(_read(opener, url)[0], name, sha256)
        except (OSError, ValueError) as error:
            problems.append(f"{_without_password(index)}: {error}")
        else:
            problems.append(f"{_without_password(index)}: no file of {project} {version} for {' '.join(platform_tags)}")
    raise SetupError(
        f"Cannot fetch {project} {version}:\n  "
        + "\n  ".join(problems)
        + "\nName an index this machine reaches in PIP_INDEX_URL, and its certificate authority in PIP_CERT."
    )


def _trust(certificates: str | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    # A minimal Debian has no certificate authorities at all.
    if not certificates and not _has_authorities(context) and install_system_packages("ca-certificates"):
        context = ssl.create_default_context()
    if certificates:
        path = Path(certificates)
        if not path.exists():
            raise SetupError(f"The certificate authorities named in pip's settings are missing: {certificates}")
        context.load_verify_locations(
            cafile=str(path) if path.is_file() else None, capath=str(path) if path.is_dir() else None
        )
    return context


def _has_authorities(context: ssl.SSLContext) -> bool:
    if context.cert_store_stats()["x509_ca"]:
        return True
    # A directory of certificates is read on demand and does not count above.
    capath = ssl.get_default_verify_paths().capath
    return capath is not None and any(Path(capath).iterdir())


def _project_files(opener: urllib.request.OpenerDirector, index: str, project: str) -> Iterator[tuple[str, str]]:
    """Name and address of each file of a project on a simple index."""
    address = f"{index.rstrip('/')}/{project}/"
    if address.startswith("file:"):
        address += "index.html"
    body, content_type = _read(opener, address, accept=f"{JSON_PAGE}, text/html;q=0.5")
    if content_type == JSON_PAGE:
        for entry in json.loads(body)["files"]:
            yield entry["filename"], _on_index(address, entry["url"])
        return
    page = _Links()
    page.feed(body.decode("utf-8", errors="replace"))
    for link in page.links:
        url = _on_index(address, link.partition("#")[0])
        yield urllib.parse.unquote(url.rpartition("/")[2]), url


def _on_index(address: str, link: str) -> str:
    """Where a link on an index page leads; files on the index's own host take its name and password along."""
    url = urllib.parse.urlsplit(urllib.parse.urljoin(_without_password(address), link))
    page = urllib.parse.urlsplit(address)
    return urllib.parse.urlunsplit(url._replace(netloc=page.netloc) if url.hostname == page.hostname else url)


def _read(opener: urllib.request.OpenerDirector, url: str, *, accept: str = "*/*") -> tuple[bytes, str]:
    """The body and its content type. Name and password in the address become an Authorization header."""
    request = urllib.request.Request(_without_password(url), headers={"Accept": accept, "User-Agent": "einamt-setup"})
    parts = urllib.parse.urlsplit(url)
    if parts.username is not None:
        pair = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode("ascii"))
    with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
        return response.read(), response.headers.get_content_type()


def _verified(wheel: bytes, name: str, sha256: frozenset[str]) -> bytes:
    if hashlib.sha256(wheel).hexdigest() not in sha256:
        raise SetupError(f"{name} is not the file that requirements/installer.txt names: its sha256 differs.")
    return wheel


def _without_password(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


class _Links(HTMLParser):
    """The addresses of all links on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.extend(value for name, value in attrs if name == "href" and value)


def _pip_settings() -> dict[str, str]:
    """pip's settings by option name: its files from the most general to the most particular, then PIP_* variables."""
    settings: dict[str, str] = {}
    for path in _pip_files():
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except configparser.Error as error:
            raise SetupError(f"{path} cannot be read: {error}") from error
        for section in ("global", "install"):
            if parser.has_section(section):
                settings |= dict(parser.items(section))
    for option in ("index-url", "extra-index-url", "find-links", "cert"):
        if value := os.environ.get("PIP_" + option.upper().replace("-", "_")):
            settings[option] = value
    return settings


def _pip_files() -> list[Path]:
    named = os.environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    general = [Path(folder) / "pip" / "pip.conf" for folder in os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")]
    personal = [Path.home() / ".pip" / "pip.conf", _config_home() / "pip" / "pip.conf"]
    return [*general, Path("/etc/pip.conf"), *personal, *([Path(named)] if named else [])]


def _uv_settings() -> dict[str, str]:
    """uv's index settings in pip's words; empty where uv has none."""
    settings: dict[str, str] = {}
    for path in (Path("/etc/uv/uv.toml"), _config_home() / "uv" / "uv.toml"):
        if not path.is_file():
            continue
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        indexes = table.get("index", [])
        default = next((entry["url"] for entry in indexes if entry.get("default")), table.get("index-url"))
        extra = [entry["url"] for entry in indexes if not entry.get("default")]
        settings |= {"index-url": default} if default else {}
        settings |= {"extra-index-url": " ".join(extra)} if extra else {}
    if value := os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL"):
        settings["index-url"] = _without_label(value)
    if value := os.environ.get("UV_INDEX") or os.environ.get("UV_EXTRA_INDEX_URL"):
        settings["extra-index-url"] = " ".join(map(_without_label, value.split()))
    return settings


def _without_label(index: str) -> str:
    """uv accepts `label=https://…`."""
    return index if "=" not in index.partition("://")[0] else index.partition("=")[2]


def _config_home() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
