"""The environment, read once, typed, and refused at start with the name of what is wrong.

What belongs to the city (grid, horizon, holidays, texts) is dated data in its database and never stands here.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit


class BadEnvironment(SystemExit):
    """A variable holds something that cannot be used; the process ends with a sentence that names it."""


class Mode(StrEnum):
    """`demo` shows its pages of demo accounts and mails; `production` refuses what is only fit for trying things out."""

    DEMO = "demo"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Env:
    """All that the environment may say. The names of the variables are the fields' in capitals, after `EINAMT_`."""

    mode: Mode
    data_dir: Path
    database_url: SplitResult
    public_url: str
    allowed_hosts: list[str]
    trusted_proxies: list[IPv4Network | IPv6Network]
    smtp_url: SplitResult | None
    mail_from: str
    clock_file: Path | None


def read(environ: Mapping[str, str]) -> Env:
    """Read `environ`.

    :raises BadEnvironment: a variable cannot be understood; the text names it and says what is expected.
    """
    data_dir = Path(environ.get("EINAMT_DATA_DIR") or "var").resolve()
    public_url = (environ.get("EINAMT_PUBLIC_URL") or "http://localhost:8000").rstrip("/")
    if urlsplit(public_url).scheme not in {"http", "https"} or not urlsplit(public_url).hostname:
        raise _bad("EINAMT_PUBLIC_URL", public_url, "an address such as https://service.example.de")
    hosts = [host.strip() for host in environ.get("EINAMT_ALLOWED_HOSTS", "").split(",") if host.strip()]
    return Env(
        mode=_mode(environ.get("EINAMT_MODE") or Mode.DEMO),
        data_dir=data_dir,
        database_url=_database_url(environ.get("EINAMT_DATABASE_URL") or f"sqlite:///{data_dir / 'einamt.sqlite3'}"),
        public_url=public_url,
        allowed_hosts=hosts or [str(urlsplit(public_url).hostname), "localhost", "127.0.0.1", "[::1]"],
        trusted_proxies=_networks(environ.get("EINAMT_TRUSTED_PROXIES", "")),
        smtp_url=_smtp_url(environ.get("EINAMT_SMTP_URL", "")),
        mail_from=environ.get("EINAMT_MAIL_FROM") or f"buergerservice@{urlsplit(public_url).hostname}",
        clock_file=Path(environ["EINAMT_CLOCK_FILE"]) if environ.get("EINAMT_CLOCK_FILE") else None,
    )


def for_children(*, public_url: str) -> dict[str, str]:
    """The environment for processes that this one starts; `public_url` holds where none is set."""
    return {**os.environ, "EINAMT_PUBLIC_URL": os.environ.get("EINAMT_PUBLIC_URL") or public_url}


@cache
def current() -> Env:
    """The process's own environment, read at the first call."""
    return read(os.environ)


def _bad(name: str, value: str, expected: str) -> BadEnvironment:
    return BadEnvironment(f"{name} is {value!r}; expected {expected}.")


def _mode(value: str) -> Mode:
    try:
        return Mode(value)
    except ValueError:
        raise _bad("EINAMT_MODE", value, "demo or production") from None


def _database_url(value: str) -> SplitResult:
    url = urlsplit(value)
    if url.scheme == "sqlite" and len(url.path) > 1:
        return url
    if url.scheme in {"postgres", "postgresql"} and len(url.path) > 1:
        return url
    raise _bad("EINAMT_DATABASE_URL", value, "sqlite:////path/to/file or postgres://user:password@host:5432/name")


def _smtp_url(value: str) -> SplitResult | None:
    if not value:
        return None
    url = urlsplit(value)
    if url.scheme not in {"smtp", "smtp+starttls", "smtps"} or not url.hostname:
        raise _bad(
            "EINAMT_SMTP_URL", value, "smtp://host:25, smtp+starttls://user:password@host:587 or smtps://host:465"
        )
    return url


def _networks(value: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(part.strip()) for part in value.split(",") if part.strip()]
    except ValueError as error:
        raise _bad("EINAMT_TRUSTED_PROXIES", value, f"networks such as 10.0.0.0/8, comma-separated ({error})") from None


def django_database(url: SplitResult) -> dict[str, object]:
    """Django's settings for one database; the pragmas and pool sizes are explained in docs/reference/configuration.md."""
    if url.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(url.path[1:]),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA busy_timeout=20000;"
                    "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728;PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path[1:]),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 8, "timeout": 5, "max_lifetime": 1800}},
    }


def django_email(url: SplitResult | None, *, mailbox: Path) -> dict[str, object]:
    """Django's mail settings: SMTP where an address is given, else the mailbox folder that the demo shows."""
    if url is None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(mailbox)}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or (465 if url.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }
