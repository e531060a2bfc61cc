from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from einamt.accounts.openid import Identity
from einamt.config import backends, env
from einamt.config.env import BadEnvironment, Mode
from einamt.kernel.assurance import Level
from tests.saml import idp_metadata, make_keys

PRODUCTION = {
    "EINAMT_MODE": "production",
    "EINAMT_DATA_DIR": "/srv/einamt",
    "EINAMT_PUBLIC_URL": "https://service.example.de",
    "EINAMT_ALLOWED_HOSTS": "service.example.de",
    "EINAMT_DATABASE_URL": "postgres://einamt:s3cret@db.example.de:5432/einamt",
    "EINAMT_SMTP_URL": "smtp+starttls://einamt:s3cret@mail.example.de:587",
    "EINAMT_MAIL_FROM": "buergerservice@example.de",
}


def test_without_any_variable_it_is_a_demo_on_this_machine() -> None:
    read = env.read({})
    assert read.mode is Mode.DEMO
    assert read.data_dir == Path("var").resolve()
    assert read.public_url == "http://localhost:8000"
    assert read.allowed_hosts == ["localhost", "localhost", "127.0.0.1", "[::1]"]
    assert read.trusted_proxies == []
    assert ip_network("127.0.0.0/8") in read.metrics_networks
    assert read.smtp_url is None
    assert read.clock_file == read.data_dir / "clock"


def test_a_city_says_everything_it_has_to() -> None:
    read = env.read(PRODUCTION | {"EINAMT_TRUSTED_PROXIES": "10.0.0.0/8, fd00::/8"})
    assert read.mode is Mode.PRODUCTION
    assert read.allowed_hosts == ["service.example.de"]
    assert read.trusted_proxies == [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
    assert read.clock_file is None


def test_the_city_s_directory_is_named_with_the_factors_it_has_to_see() -> None:
    address = "https://ein%20amt:s3%40cret@login.example.de:8443/realms/city?amr=otp,%20hwk&acr=high"
    directory = env.read(PRODUCTION | {"EINAMT_STAFF_OPENID": address}).staff_openid
    assert directory is not None
    assert directory.issuer == "https://login.example.de:8443/realms/city"
    assert (directory.client_id, directory.client_secret) == ("ein amt", "s3@cret")
    assert (directory.acr, directory.amr) == ({"high"}, {"otp", "hwk"})
    assert "s3@cret" not in repr(directory)
    assert env.read({}).staff_openid is None


def test_the_citizens_service_has_a_name_and_says_how_surely_it_has_seen_somebody() -> None:
    address = "https://a:s3cret@login.example.de/?name=Servicekonto%20Nord&substantial=elster&high=eid,%20npa"
    service = env.read(PRODUCTION | {"EINAMT_CITIZEN_OPENID": address}).citizen_openid
    assert service is not None
    assert service.name == "Servicekonto Nord"
    assert dict(service.levels) == {"elster": Level.SUBSTANTIAL, "eid": Level.HIGH, "npa": Level.HIGH}
    seen = [Identity("https://login.example.de/", "x", acr=acr).level(directory=service) for acr in ("npa", "", "pw")]
    assert seen == [Level.HIGH, None, None]


def test_production_asks_local_accounts_for_a_second_factor_unless_the_city_says_not_yet() -> None:
    assert env.read(PRODUCTION).staff_second_factor
    assert not env.read(PRODUCTION | {"EINAMT_STAFF_SECOND_FACTOR": "no"}).staff_second_factor
    assert not env.read({}).staff_second_factor


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EINAMT_MODE", "prod"),
        ("EINAMT_STAFF_OPENID", "https://login.example.de/realms/city"),
        ("EINAMT_CITIZEN_OPENID", "https://login.example.de/realms/citizens"),
        ("EINAMT_CITIZEN_OPENID", "https://a:s3cret@login.example.de/?low=pw&high=pw"),
        ("EINAMT_STAFF_OPENID", "https://a:s3cret@login.example.de/?high=eid"),
        ("EINAMT_STAFF_OPENID", "https://client@login.example.de/realms/city"),
        ("EINAMT_STAFF_OPENID", "login.example.de"),
        ("EINAMT_STAFF_OPENID", "https://client:s3cret@login.example.de/?factor=otp"),
        ("EINAMT_STAFF_SECOND_FACTOR", "later"),
        ("EINAMT_PUBLIC_URL", "service.example.de"),
        ("EINAMT_PUBLIC_URL", "ftp://service.example.de"),
        ("EINAMT_PUBLIC_URL", "https://service.example.de/einamt"),
        ("EINAMT_PUBLIC_URL", "https://service.example.de:port"),
        ("EINAMT_PUBLIC_URL", "https://[::1"),
        ("EINAMT_DATABASE_URL", "mysql://localhost/einamt"),
        ("EINAMT_DATABASE_URL", "postgres://localhost"),
        ("EINAMT_DATABASE_URL", "postgres://localhost:many/einamt"),
        ("EINAMT_DATABASE_URL", "sqlite://"),
        ("EINAMT_TRUSTED_PROXIES", "10.0.0.0/8, proxy.example.de"),
        ("EINAMT_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("EINAMT_METRICS_NETWORKS", "everybody"),
        ("EINAMT_SMTP_URL", "mail.example.de:25"),
        ("EINAMT_SMTP_URL", "smtp://"),
        ("EINAMT_MAIL_FROM", "Bürgerservice"),
        ("EINAMT_MAIL_FROM", "a@b\nBcc: c@d"),
    ],
)
def test_a_value_that_cannot_be_used_ends_the_start_with_its_name(name: str, value: str) -> None:
    with pytest.raises(BadEnvironment, match=f"^{name} is .*; expected"):
        env.read({name: value})


@settings(deadline=None)
@given(
    name=st.sampled_from(sorted(env.VARIABLES)), value=st.text(st.characters(exclude_characters="\x00"), max_size=40)
)
@example(name="EINAMT_DATA_DIR", value="\ud800")
def test_any_value_is_understood_or_named(name: str, value: str) -> None:
    try:
        env.read({name: value})
    except BadEnvironment as refusal:
        assert str(refusal).startswith(name)  # noqa: PT017 - most values are fine


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EINAMT_DATABASE_URL", "postgres://einamt:s3cret@db.example.de:many/einamt"),
        ("EINAMT_SMTP_URL", "http://einamt:s3cret@mail.example.de"),
    ],
)
def test_a_refused_address_is_shown_without_its_password(name: str, value: str) -> None:
    with pytest.raises(BadEnvironment) as refusal:
        env.read({name: value})
    assert "s3cret" not in str(refusal.value)
    assert "example.de" in str(refusal.value)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"EINAMT_PUBLIC_URL": "http://service.example.de"}, "EINAMT_PUBLIC_URL is 'http.*https"),
        ({"EINAMT_PUBLIC_URL": ""}, "EINAMT_PUBLIC_URL"),
        ({"EINAMT_SMTP_URL": ""}, "EINAMT_SMTP_URL is missing"),
        ({"EINAMT_ALLOWED_HOSTS": ""}, "EINAMT_ALLOWED_HOSTS is missing"),
        ({"EINAMT_ALLOWED_HOSTS": "*"}, "EINAMT_ALLOWED_HOSTS"),
        ({"EINAMT_MAIL_FROM": ""}, "EINAMT_MAIL_FROM is missing"),
        ({"EINAMT_DATA_DIR": ""}, "EINAMT_DATA_DIR is missing"),
        ({"EINAMT_CLOCK_FILE": "/srv/clock"}, "EINAMT_CLOCK_FILE"),
        ({"EINAMT_ALOWED_HOSTS": "x"}, "EINAMT_ALOWED_HOSTS.*did you mean EINAMT_ALLOWED_HOSTS"),
        ({"EINAMT_STAFF_OPENID": "http://a:s3cret@login.example.de"}, "EINAMT_STAFF_OPENID is .*login.*https"),
        ({"EINAMT_CITIZEN_OPENID": "http://a:s3cret@login.example.de"}, "EINAMT_CITIZEN_OPENID is .*login.*https"),
        ({"EINAMT_COLOUR": "blue"}, "EINAMT_COLOUR is not a variable"),
    ],
)
def test_production_refuses_what_is_only_for_trying_out(change: dict[str, str], complaint: str) -> None:
    with pytest.raises(BadEnvironment, match=complaint):
        env.read(PRODUCTION | change)


def test_production_may_run_on_sqlite() -> None:
    read = env.read(PRODUCTION | {"EINAMT_DATABASE_URL": "sqlite:////srv/einamt/einamt.sqlite3"})
    assert backends.database(read.database_url)["NAME"] == "/srv/einamt/einamt.sqlite3"


def test_a_database_address_becomes_djangos_settings() -> None:
    url = "postgres://ein%40amt:p%2Fw@db.example.de:5433/ein%20amt?sslmode=verify-full"
    options = backends.database(env.read({"EINAMT_DATABASE_URL": url}).database_url)
    assert (options["USER"], options["PASSWORD"], options["NAME"]) == ("ein@amt", "p/w", "ein amt")
    assert (options["HOST"], options["PORT"]) == ("db.example.de", "5433")
    assert options["OPTIONS"]["sslmode"] == "verify-full"  # type: ignore[index]


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.de", 25, False, False),
        ("smtp+starttls://mail.example.de:587", 587, True, False),
        ("smtps://mail.example.de", 465, False, True),
    ],
)
def test_a_mail_address_becomes_djangos_settings(url: str, port: int, tls: bool, ssl: bool) -> None:
    options = backends.email(env.read({"EINAMT_SMTP_URL": url}).smtp_url)
    assert (options["EMAIL_PORT"], options["EMAIL_USE_TLS"], options["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize(
    "value", ["photon", "ftp://photon.example.de/api", "https://photon.example.de", "https://a:geheim@host/api"]
)
def test_a_geocoder_is_named_by_its_whole_endpoint(value: str) -> None:
    with pytest.raises(BadEnvironment, match="EINAMT_GEOCODER_URL") as refusal:
        env.read({"EINAMT_GEOCODER_URL": value})
    assert "geheim" not in str(refusal.value)


def test_without_a_geocoder_none_is_asked() -> None:
    assert env.read({}).geocoder_url == ""
    named = "https://nominatim.example.de/search"
    assert env.read({"EINAMT_GEOCODER_URL": named}).geocoder_url == named


def bundid_files(folder: Path, *, address: str = "https://bundid.example/sso") -> dict[str, str]:
    metadata = folder / "bundid.xml"
    metadata.write_text(idp_metadata(entity="https://bundid.example", address=address, keys=make_keys("bundid")))
    keys = make_keys("city").file(folder, "ours.pem")
    return {"EINAMT_BUNDID_METADATA": str(metadata), "EINAMT_BUNDID_KEYS": str(keys)}


def test_bundid_is_read_from_its_metadata_and_our_keys(tmp_path: Path) -> None:
    bundid = env.read(PRODUCTION | bundid_files(tmp_path) | {"EINAMT_BUNDID_LEVEL": "high"}).bundid
    assert bundid is not None
    assert (bundid.entity, bundid.sign_in_address) == ("https://bundid.example", "https://bundid.example/sso")
    assert bundid.level is Level.HIGH
    assert bundid.certificates == (make_keys("bundid").certificate.encode(),)
    assert [pair.certificate for pair in bundid.pairs] == [make_keys("city").certificate.encode()]
    assert make_keys("city").key not in repr(bundid)
    assert env.read({}).bundid is None


def other_certificate(files: dict[str, str]) -> None:
    Path(files["EINAMT_BUNDID_KEYS"]).write_text(make_keys("city").key + make_keys("bundid").certificate)


def no_certificate(files: dict[str, str]) -> None:
    Path(files["EINAMT_BUNDID_KEYS"]).write_text(make_keys("city").key)


def no_such_file(files: dict[str, str]) -> None:
    files["EINAMT_BUNDID_KEYS"] += ".gone"


def our_own_metadata(files: dict[str, str]) -> None:
    Path(files["EINAMT_BUNDID_METADATA"]).write_text("<md:EntityDescriptor xmlns:md='urn:x' entityID='us'/>")


def entities(files: dict[str, str]) -> None:
    Path(files["EINAMT_BUNDID_METADATA"]).write_text("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")


def no_keys(files: dict[str, str]) -> None:
    del files["EINAMT_BUNDID_KEYS"]


def no_metadata(files: dict[str, str]) -> None:
    del files["EINAMT_BUNDID_METADATA"]


def unknown_level(files: dict[str, str]) -> None:
    files["EINAMT_BUNDID_LEVEL"] = "highest"


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (other_certificate, "not that of the key"),
        (no_certificate, "does not hold a private key and its certificate"),
        (no_such_file, "No such file"),
        (our_own_metadata, "no SAML identity provider"),
        (entities, "document type"),
        (no_keys, "expected EINAMT_BUNDID_KEYS beside it"),
        (no_metadata, "EINAMT_BUNDID_KEYS is .*nothing without EINAMT_BUNDID_METADATA"),
        (unknown_level, "EINAMT_BUNDID_LEVEL is 'highest'"),
    ],
)
def test_bundid_that_cannot_be_used_is_refused_at_start(
    tmp_path: Path, spoil: Callable[[dict[str, str]], None], complaint: str
) -> None:
    files = bundid_files(tmp_path)
    spoil(files)
    with pytest.raises(BadEnvironment, match=complaint):
        env.read(files)


def test_production_signs_in_at_bundid_by_https_only(tmp_path: Path) -> None:
    with pytest.raises(BadEnvironment, match=r"EINAMT_BUNDID_METADATA is 'http://.*https"):
        env.read(PRODUCTION | bundid_files(tmp_path, address="http://bundid.example/sso"))


def test_bundid_without_the_extra_is_refused_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(env, "can_sign", lambda: False)
    with pytest.raises(BadEnvironment, match=r"einamt\[saml\]"):
        env.read(bundid_files(tmp_path))
