"""Signing in with a name and a password, and setting one by a single-use link. Why it is so: docs/adr/0031-*.md."""

from datetime import timedelta
from typing import ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from einamt.accounts.errors import InvitationNotUsable
from einamt.accounts.models import Staff, normal_username
from einamt.accounts.operations import set_password
from einamt.accounts.queries import invited_staff
from einamt.channels.counter import factors
from einamt.channels.counter.onward import onward
from einamt.channels.parts.onward import next_page
from einamt.channels.parts.sessions import citizen_kept
from einamt.kernel.errors import N_
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell.forms import Form
from einamt.platform.web.client import limit_key

ATTEMPTS_PER_NAME = 10
ATTEMPTS_PER_ADDRESS = 60
PERIOD = timedelta(minutes=15)
WRONG = N_("Benutzername und Passwort passen nicht zusammen. Bitte prüfen Sie beides, auch die Feststelltaste.")


class SignInForm(Form):
    """Who somebody says they are."""

    autocomplete: ClassVar = {"username": "username", "password": "current-password"}

    username = forms.CharField(label=gettext_lazy("Benutzername"), max_length=80)
    password = forms.CharField(label=gettext_lazy("Passwort"), max_length=200, widget=forms.PasswordInput, strip=False)


class PasswordForm(Form):
    """A new password, typed once and shown on request by the browser."""

    autocomplete: ClassVar = {"password": "new-password"}

    password = forms.CharField(
        label=gettext_lazy("Neues Passwort"), max_length=200, widget=forms.PasswordInput, strip=False
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with user name and password.

    Attempts are limited by name and by address; the answer to a wrong name and to a wrong password is the same, after
    the same work (Django hashes once for unknown names).

    :raises TooManyAttempts: somebody has tried too often.
    """
    if isinstance(request.user, Staff):
        return onward(request, wanted=next_page(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        name = normal_username(form.cleaned_data["username"])
        count_attempt(key=f"sign-in:name:{name}", limit=ATTEMPTS_PER_NAME, per=PERIOD, now=now)
        count_attempt(key=f"sign-in:address:{limit_key(request)}", limit=ATTEMPTS_PER_ADDRESS, per=PERIOD, now=now)
        staff = authenticate(request, username=name, password=form.cleaned_data["password"])
        if isinstance(staff, Staff):
            return factors.go_on(request, staff, wanted=next_page(request))
        form.add_error(None, gettext(WRONG))
    status = 422 if form.errors else 200
    wanted = next_page(request)
    way = reverse("counter:directory-leave", query={"next": wanted} if wanted else None)
    context = {"form": form, "next": wanted, "directory": way if settings.STAFF_OPENID else ""}
    return render(request, "counter/sign_in.html", context, status=status)


@require_safe
def nowhere(request: HttpRequest) -> HttpResponse:
    """Say that there is no page yet for what the person may do."""
    if not isinstance(request.user, Staff):
        return redirect("counter:sign-in")
    return render(request, "counter/nowhere.html")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password by the link of an invitation. Opening the link changes nothing: mail scanners open links.

    :raises InvitationNotUsable: the link is unknown, used, replaced or too old.
    :raises TooManyAttempts: too many links were tried from this address.
    """
    now = clock.now()
    count_attempt(key=f"set-password:address:{limit_key(request)}", limit=ATTEMPTS_PER_ADDRESS, per=PERIOD, now=now)
    staff = invited_staff(token=token, now=now)
    if staff is None:
        raise InvitationNotUsable
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_password(token=token, password=form.cleaned_data["password"], now=now)
        except ValidationError as error:
            form.add_error("password", [_sentence(each) for each in error.error_list])
        else:
            with citizen_kept(request):
                logout(request)
            return redirect("counter:sign-in")
    status = 422 if form.errors else 200
    way = reverse("counter:directory-leave", query={"einladung": token}) if settings.STAFF_OPENID else ""
    context = {"form": form, "staff": staff, "directory": way}
    return render(request, "counter/set_password.html", context, status=status)


def _sentence(error: ValidationError) -> str:
    if error.code == "password_too_short":
        return gettext("Das Passwort ist zu kurz: Bitte nehmen Sie mindestens 12 Zeichen, zum Beispiel vier Wörter.")
    return gettext("Dieses Passwort wird oft benutzt und leicht erraten. Bitte wählen Sie ein anderes.")
