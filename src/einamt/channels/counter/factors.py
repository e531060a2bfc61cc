"""The second step of a sign-in with name and password: a code of the phone, or setting the phone up.

Between the two steps nobody is signed in: the session says who has shown the right password, and until when
that counts.
"""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from einamt.accounts.errors import WrongCode
from einamt.accounts.models import Staff
from einamt.accounts.second_factor import (
    address_for_phone,
    begin_second_factor,
    check_second_factor,
    confirm_second_factor,
    has_second_factor,
)
from einamt.channels.counter.onward import onward
from einamt.channels.parts.qr import qr_data
from einamt.channels.parts.sessions import citizen_kept
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell import city, words
from einamt.platform.shell.forms import Form

ATTEMPTS, PERIOD = 5, timedelta(minutes=5)
BETWEEN = timedelta(minutes=10)
"""So long the password counts while the code is looked for."""
_HALF = "half-signed-in"


class CodeForm(Form):
    """What the phone shows."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "off"}),
    )


def go_on(request: HttpRequest, staff: Staff, *, wanted: str) -> HttpResponse:
    """After the right password: to the second factor where there is or must be one, else in."""
    known = has_second_factor(staff=staff)
    if not known and not settings.STAFF_SECOND_FACTOR:
        with citizen_kept(request):
            login(request, staff)
        return onward(request, wanted=wanted)
    request.session.cycle_key()
    request.session[_HALF] = {
        "staff": staff.pk,
        "password": staff.get_session_auth_hash(),
        "next": wanted,
        "until": (clock.of_the_world() + BETWEEN).isoformat(),
    }
    return redirect("counter:code" if known else "counter:set-up-factor")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and sign in.

    :raises TooManyAttempts: somebody has tried too often.
    """
    staff = _half_signed_in(request)
    if staff is None:
        return redirect("counter:sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _count(staff)
        try:
            check_second_factor(staff_id=staff.pk, code=form.cleaned_data["code"], now=clock.of_the_world())
        except WrongCode as refusal:
            form.add_error("code", words.explain(refusal))
        else:
            return onward(request, wanted=_sign_in(request, staff))
    return render(request, "counter/code.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Set the phone up, for who has shown their password or is signed in; then the codes for a lost phone, once.

    :raises SecondFactorKnown: the person has a second factor.
    :raises TooManyAttempts: somebody has tried too often.
    """
    staff = request.user if isinstance(request.user, Staff) else _half_signed_in(request)
    if staff is None:
        return redirect("counter:sign-in")
    secret = begin_second_factor(staff_id=staff.pk)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _count(staff)
        try:
            codes = confirm_second_factor(staff_id=staff.pk, code=form.cleaned_data["code"], now=clock.of_the_world())
        except WrongCode as refusal:
            form.add_error("code", words.explain(refusal))
        else:
            wanted = "" if isinstance(request.user, Staff) else _sign_in(request, staff)
            return render(
                request, "counter/recovery_codes.html", {"codes": codes, "onward": onward(request, wanted=wanted).url}
            )
    address = address_for_phone(secret=secret, username=staff.username, city=city.current().name)
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    context = {"form": form, "secret": " ".join(groups), "address": address, "qr": qr_data(address)}
    return render(request, "counter/set_up_factor.html", context, status=422 if form.errors else 200)


def _half_signed_in(request: HttpRequest) -> Staff | None:
    """Who has shown their password lately, and still works here with that password."""
    half: dict[str, Any] | None = request.session.get(_HALF)
    if half is None or datetime.fromisoformat(half["until"]) < clock.of_the_world():
        return None
    staff = Staff.objects.filter(pk=half["staff"], is_active=True).first()
    is_same = staff is not None and constant_time_compare(half["password"], staff.get_session_auth_hash())
    return staff if is_same else None


def _sign_in(request: HttpRequest, staff: Staff) -> str:
    """Sign in; the page that was wanted."""
    half: dict[str, Any] = request.session.pop(_HALF, {})
    with citizen_kept(request):
        login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    return str(half.get("next", ""))


def _count(staff: Staff) -> None:
    count_attempt(key=f"second-factor:{staff.pk}", limit=ATTEMPTS, per=PERIOD, now=clock.now())
