import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/personal/", "/nowhere/", "/fails/bug/", "/healthz", "/?q=%00"])
def test_every_answer_forbids_browsers_what_we_do_not_need(browser: Client, path: str) -> None:
    headers = browser.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for directive in ("default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"):
        assert directive in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "private, no-cache"),
        ("/personal/", "private, no-store"),
        ("/nowhere/", "private, no-store"),
        ("/fails/reference/", "private, no-store"),
    ],
)
def test_what_belongs_to_one_person_is_not_kept_on_a_shared_computer(browser: Client, path: str, kept: str) -> None:
    assert browser.get(path)["Cache-Control"] == kept


def test_a_page_that_did_not_change_is_not_sent_again(browser: Client) -> None:
    first = browser.get("/")
    assert browser.get("/", headers={"If-None-Match": first["ETag"]}).status_code == 304
