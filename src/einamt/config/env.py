"""The environment, read once, typed, and refused at start with the name of what is wrong.

What belongs to the city (grid, horizon, holidays, texts) is dated data in its database and never stands here. Every
variable is described in docs/reference/configuration.md.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from einamt.accounts.openid import Directory
from einamt.citizens.bundid.party import BundId, read_bundid
from einamt.citizens.bundid.signatures import can_sign
from einamt.kernel.assurance import Level

PREFIX = "EINAMT_"
SMS_BODY = '{"to": "{number}", "text": "{text}", "foreign_id": "{key}"}'
_LOOPBACK = "127.0.0.0/8, ::1/128"


class BadEnvironment(SystemExit):
    """A variable holds something that cannot be used; the process ends with a sentence that names it."""


class Mode(StrEnum):
    """`demo` shows its pages of demo accounts and mails; `production` refuses what is for trying out."""

    DEMO = "demo"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Env:
    """All that the environment may say. The names of the variables are the fields' in capitals, after `EINAMT_`.

    `bundid` is put together from several.
    """

    mode: Mode
    data_dir: Path
    database_url: SplitResult
    public_url: str
    allowed_hosts: list[str]
    trusted_proxies: list[IPv4Network | IPv6Network]
    metrics_networks: list[IPv4Network | IPv6Network]
    smtp_url: SplitResult | None
    mail_from: str
    bounce_address: str
    bounce_folder: Path | None
    sms_url: str
    sms_header: str
    sms_body: str
    sms_accepted: str
    clock_file: Path | None
    geocoder_url: str
    link_checks: bool
    staff_openid: Directory | None
    citizen_openid: Directory | None
    bundid: BundId | None
    staff_second_factor: bool
    seal_file: Path | None
    seal_password: str
    scanner: SplitResult | None
    attachment_mb: int


_LEVELS = {each.name.lower(): each for each in Level}
_BUNDID = ("EINAMT_BUNDID_METADATA", "EINAMT_BUNDID_KEYS", "EINAMT_BUNDID_LEVEL")
VARIABLES = frozenset(PREFIX + name.upper() for name in Env.__dataclass_fields__ if name != "bundid") | set(_BUNDID)


def read(environ: Mapping[str, str]) -> Env:
    """Read `environ`.

    :raises BadEnvironment: a variable cannot be understood, or does not do in production; the text names it and says
        what is expected.
    """
    data_dir = _folder("EINAMT_DATA_DIR", environ.get("EINAMT_DATA_DIR") or "var")
    public_url = (environ.get("EINAMT_PUBLIC_URL") or "http://localhost:8000").rstrip("/")
    public_host = _public_host(public_url)
    hosts = _words(environ.get("EINAMT_ALLOWED_HOSTS", ""))
    mode = _mode(environ.get("EINAMT_MODE") or Mode.DEMO)
    env = Env(
        mode=mode,
        data_dir=data_dir,
        database_url=_database_url(environ.get("EINAMT_DATABASE_URL") or f"sqlite:///{data_dir / 'einamt.sqlite3'}"),
        public_url=public_url,
        allowed_hosts=hosts or [public_host, "localhost", "127.0.0.1", "[::1]"],
        trusted_proxies=_networks("EINAMT_TRUSTED_PROXIES", environ.get("EINAMT_TRUSTED_PROXIES", "")),
        metrics_networks=_networks("EINAMT_METRICS_NETWORKS", environ.get("EINAMT_METRICS_NETWORKS") or _LOOPBACK),
        smtp_url=_smtp_url(environ.get("EINAMT_SMTP_URL", "")),
        mail_from=_address("EINAMT_MAIL_FROM", environ.get("EINAMT_MAIL_FROM") or f"buergerservice@{public_host}"),
        bounce_address=_address("EINAMT_BOUNCE_ADDRESS", environ.get("EINAMT_BOUNCE_ADDRESS", "")),
        bounce_folder=Path(folder) if (folder := environ.get("EINAMT_BOUNCE_FOLDER")) else None,
        sms_url=_sms_url(environ.get("EINAMT_SMS_URL", "")),
        sms_header=_header(environ.get("EINAMT_SMS_HEADER", "")),
        sms_body=_sms_body(environ.get("EINAMT_SMS_BODY") or SMS_BODY),
        sms_accepted=_pattern("EINAMT_SMS_ACCEPTED", environ.get("EINAMT_SMS_ACCEPTED", "")),
        clock_file=_clock_file(environ.get("EINAMT_CLOCK_FILE", ""), mode=mode, data_dir=data_dir),
        geocoder_url=_geocoder_url(environ.get("EINAMT_GEOCODER_URL", "")),
        link_checks=_yes_or_no(
            "EINAMT_LINK_CHECKS", environ.get("EINAMT_LINK_CHECKS") or ("yes" if mode is Mode.PRODUCTION else "no")
        ),
        staff_openid=_directory("EINAMT_STAFF_OPENID", environ.get("EINAMT_STAFF_OPENID", "")),
        citizen_openid=_directory("EINAMT_CITIZEN_OPENID", environ.get("EINAMT_CITIZEN_OPENID", "")),
        bundid=_bundid(*(environ.get(name, "") for name in _BUNDID)),
        staff_second_factor=_yes_or_no(
            "EINAMT_STAFF_SECOND_FACTOR",
            environ.get("EINAMT_STAFF_SECOND_FACTOR") or ("yes" if mode is Mode.PRODUCTION else "no"),
        ),
        seal_file=_seal_file(environ.get("EINAMT_SEAL_FILE", "")),
        seal_password=environ.get("EINAMT_SEAL_PASSWORD", ""),
        scanner=_scanner(environ.get("EINAMT_SCANNER", "")),
        attachment_mb=_megabytes("EINAMT_ATTACHMENT_MB", environ.get("EINAMT_ATTACHMENT_MB") or "10"),
    )
    if env.mode is Mode.PRODUCTION:
        _refuse_what_is_for_trying_out(env, environ)
    return env


def for_children(*, public_url: str) -> dict[str, str]:
    """The environment for processes that this one starts; `public_url` holds where none is set."""
    return {**os.environ, "EINAMT_PUBLIC_URL": os.environ.get("EINAMT_PUBLIC_URL") or public_url}


@cache
def current() -> Env:
    """The process's own environment, read at the first call."""
    return read(os.environ)


def _refuse_what_is_for_trying_out(env: Env, environ: Mapping[str, str]) -> None:
    """Production starts only when all that a city must decide has been decided.

    SQLite is allowed: a small municipality may run on it. `config.checks` warns.
    """
    if not env.public_url.startswith("https://"):
        raise _bad("EINAMT_PUBLIC_URL", env.public_url, "an https address in production")
    if env.smtp_url is None:
        raise _bad("EINAMT_SMTP_URL", "", "a mail server in production, such as smtp+starttls://user:password@host:587")
    for name in ("EINAMT_ALLOWED_HOSTS", "EINAMT_MAIL_FROM", "EINAMT_DATA_DIR"):
        if not environ.get(name):
            raise _bad(name, "", "a value of your own in production")
    for name, address in (
        ("EINAMT_STAFF_OPENID", env.staff_openid and env.staff_openid.issuer),
        ("EINAMT_CITIZEN_OPENID", env.citizen_openid and env.citizen_openid.issuer),
        ("EINAMT_BUNDID_METADATA", env.bundid and env.bundid.sign_in_address),
    ):
        if address and not address.startswith("https://"):
            raise _bad(name, address, "an https address in production")
    if "*" in env.allowed_hosts:
        raise _bad("EINAMT_ALLOWED_HOSTS", "*", "the names under which the city is reached")
    if env.clock_file is not None:
        raise _bad("EINAMT_CLOCK_FILE", str(env.clock_file), "nothing in production: the clock is not to be set")
    for name in sorted(name for name in environ if name.startswith(PREFIX) and name not in VARIABLES):
        near = get_close_matches(name, VARIABLES, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise BadEnvironment(f"{name} is not a variable of einamt{hint}")


def _bad(name: str, value: str, expected: str) -> BadEnvironment:
    return BadEnvironment(
        f"{name} is {value!r}; expected {expected}." if value else f"{name} is missing; expected {expected}."
    )


def _bad_url(name: str, value: str, expected: str) -> BadEnvironment:
    """The same for an address, which may hold a password: it is not repeated."""
    shown = "" if "@" not in value else f"…@{value.rpartition('@')[2]}"
    return _bad(name, shown or value, expected)


def _words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _mode(value: str) -> Mode:
    try:
        return Mode(value)
    except ValueError:
        raise _bad("EINAMT_MODE", value, "demo or production") from None


def _yes_or_no(name: str, value: str) -> bool:
    if value not in {"yes", "no"}:
        raise _bad(name, value, "yes or no")
    return value == "yes"


def _clock_file(value: str, *, mode: Mode, data_dir: Path) -> Path | None:
    if value:
        return Path(value)
    return data_dir / "clock" if mode is Mode.DEMO else None


def _folder(name: str, value: str) -> Path:
    try:
        return Path(value).resolve()
    except (OSError, ValueError):  # what no file system can hold
        raise _bad(name, value, "a folder") from None


def _seal_file(value: str) -> Path | None:
    if not value:
        return None
    try:
        is_there = Path(value).is_file()
    except OSError:
        is_there = False
    if not is_there:
        raise _bad("EINAMT_SEAL_FILE", value, "a file with the city's seal (PKCS#12)")
    return Path(value)


def _scanner(value: str) -> SplitResult | None:
    """ClamAV's daemon; TCP is not encrypted, so it is for this machine or a network of the city's own."""
    expected = "clamd://127.0.0.1:3310 or clamd:///run/clamav/clamd.ctl"
    if not value:
        return None
    url = _split("EINAMT_SCANNER", value, expected)
    if url.scheme != "clamd" or url.username or bool(url.hostname) == (len(url.path) > 1):
        raise _bad_url("EINAMT_SCANNER", value, expected)
    return url


def _megabytes(name: str, value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 50:
        raise _bad(name, value, "a number from 1 to 50")
    return int(value)


def _public_host(value: str) -> str:
    expected = "an address without a path, such as https://service.example.de"
    url = _split("EINAMT_PUBLIC_URL", value, expected)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path or url.query or url.username:
        raise _bad_url("EINAMT_PUBLIC_URL", value, expected)
    return url.hostname


def _database_url(value: str) -> SplitResult:
    expected = "sqlite:////path/to/file or postgres://user:password@host:5432/name"
    url = _split("EINAMT_DATABASE_URL", value, expected)
    if url.scheme not in {"sqlite", "postgres", "postgresql"} or len(url.path) < 2:
        raise _bad_url("EINAMT_DATABASE_URL", value, expected)
    return url


def _smtp_url(value: str) -> SplitResult | None:
    expected = "smtp://host:25, smtp+starttls://user:password@host:587 or smtps://host:465"
    if not value:
        return None
    url = _split("EINAMT_SMTP_URL", value, expected)
    if url.scheme not in {"smtp", "smtp+starttls", "smtps"} or not url.hostname:
        raise _bad_url("EINAMT_SMTP_URL", value, expected)
    return url


def _split(name: str, value: str, expected: str) -> SplitResult:
    try:
        url = urlsplit(value)
        _ = url.port
    except ValueError:
        raise _bad_url(name, value, expected) from None
    return url


def _geocoder_url(value: str) -> str:
    expected = (
        "the endpoint of a geocoder, such as https://photon.example.de/api or https://nominatim.example.de/search"
    )
    if not value:
        return ""
    url = _split("EINAMT_GEOCODER_URL", value, expected)
    if url.scheme not in {"http", "https"} or not url.hostname or len(url.path) < 2 or url.username:
        raise _bad_url("EINAMT_GEOCODER_URL", value, expected)
    return value


def _directory(name: str, value: str) -> Directory | None:
    """An OpenID provider: https://CLIENT:SECRET@HOST/PATH?acr=…&amr=…; host and path are its issuer. That of citizens
    may also be given a name, and levels with the classes of authentication that reach them.
    """
    expected = "https://client:secret@login.example.de/realms/city, perhaps followed by ?acr=… or ?amr=otp,hwk"
    if not value:
        return None
    url = _split(name, value, expected)
    told = dict(parse_qsl(url.query))
    if url.scheme not in {"http", "https"} or not url.hostname or not url.username or not url.password:
        raise _bad_url(name, value, expected)
    of_citizens = {"name", *_LEVELS} if name == "EINAMT_CITIZEN_OPENID" else set()
    if told.keys() - {"acr", "amr"} - of_citizens or url.fragment:
        raise _bad_url(name, value, expected)
    levels = [(acr, level) for word, level in _LEVELS.items() for acr in _words(told.get(word, ""))]
    if len(dict(levels)) != len(levels):
        raise _bad_url(name, value, "a class of authentication at one level only")
    return Directory(
        issuer=f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}",
        client_id=unquote(url.username),
        client_secret=unquote(url.password),
        acr=frozenset(_words(told.get("acr", ""))),
        amr=frozenset(_words(told.get("amr", ""))),
        levels=frozenset(levels),
        name=told.get("name", "").strip(),
    )


def _bundid(metadata: str, keys: str, level: str) -> BundId | None:
    """BundID as its metadata and our keys describe it."""
    for name, value in zip(_BUNDID[1:], (keys, level), strict=True):
        if value and not metadata:
            raise _bad(name, value, "nothing without EINAMT_BUNDID_METADATA")
    if not metadata:
        return None
    if not keys:
        raise _bad("EINAMT_BUNDID_METADATA", metadata, "EINAMT_BUNDID_KEYS beside it, with our key and certificate")
    if (level or "low") not in _LEVELS:
        raise _bad("EINAMT_BUNDID_LEVEL", level, "low, substantial or high")
    if not can_sign():
        raise BadEnvironment("EINAMT_BUNDID_METADATA needs the extra saml: pip install 'einamt[saml]'.")
    try:
        return read_bundid(
            metadata=Path(metadata), keys=tuple(Path(each) for each in _words(keys)), level=_LEVELS[level or "low"]
        )
    except (OSError, ValueError, TypeError) as error:
        raise BadEnvironment(f"EINAMT_BUNDID_METADATA and EINAMT_BUNDID_KEYS are not understood: {error}.") from None


def _address(name: str, value: str) -> str:
    is_wrong = value.count("@") != 1 or value.startswith("@") or value.endswith("@")
    if value and (is_wrong or any(ord(one) < 32 for one in value)):
        raise _bad(name, value, "an address such as buergerservice@example.de")
    return value


def _sms_url(value: str) -> str:
    expected = "the address of an SMS gateway, such as https://gateway.example.de/sms"
    if not value:
        return ""
    url = _split("EINAMT_SMS_URL", value, expected)
    if url.scheme not in {"http", "https"} or not url.hostname or url.username:
        raise _bad_url("EINAMT_SMS_URL", value, expected)
    return value


def _header(value: str) -> str:
    """It holds a secret, which is not repeated."""
    name, colon, rest = value.partition(":")
    if value and (not colon or not name.strip() or not rest.strip() or any(ord(one) < 32 for one in value)):
        raise BadEnvironment("EINAMT_SMS_HEADER is not understood; expected a header such as X-Api-Key: secret.")
    return value


def _sms_body(value: str) -> str:
    if "{number}" not in value or "{text}" not in value:
        raise _bad("EINAMT_SMS_BODY", value, "JSON or a form that holds {number} and {text}")
    return value


def _pattern(name: str, value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise _bad(name, value, f"a regular expression ({error})") from None
    return value


def _networks(name: str, value: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(word) for word in _words(value)]
    except ValueError as error:
        raise _bad(name, value, f"networks such as 10.0.0.0/8, comma-separated ({error})") from None
