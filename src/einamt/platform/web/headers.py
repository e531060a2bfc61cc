"""What browsers are told to forbid."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header

# No inline script and no inline style anywhere. Workers solve the proof of work that keeps bots out.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

_POLICIES = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def allow_camera(response: HttpResponse) -> None:
    """Let this page ask for the camera, as one does that reads QR codes; the browser still asks the person."""
    response["Permissions-Policy"] = _POLICIES["Permissions-Policy"].replace("camera=()", "camera=(self)")


def allow_form_to(response: HttpResponse, *, address: str) -> None:
    """Let a form of this page be sent to the house of `address`, and to ours."""
    there = urlsplit(address)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {there.scheme}://{there.netloc}"
    )


def protect(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Set the headers that a view has not set itself.

    What depends on a cookie, answers a form or says no is not kept by any cache, nor shown again by a browser's "back"
    on a computer that others use; all else is asked for anew each time, and answered 304 where nothing changed.
    """
    for header, value in _POLICIES.items():
        response.headers.setdefault(header, value)
    if "Cache-Control" not in response.headers:
        is_personal = has_vary_header(response, "Cookie") or request.method not in {"GET", "HEAD"}
        is_plain = not is_personal and response.status_code in {200, 304}
        response.headers["Cache-Control"] = "private, no-cache" if is_plain else "private, no-store"
    return response
