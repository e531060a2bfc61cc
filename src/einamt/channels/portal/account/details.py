"""What an account keeps of its person: to be filled in, to be taken along, to be deleted."""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from einamt.channels.parts.headers import personal
from einamt.channels.parts.sign_in_ways import way_name
from einamt.channels.portal.account.acting import acting
from einamt.channels.portal.account.coming_in import told
from einamt.channels.portal.account.forms import AddressForm, MyDetailsForm
from einamt.channels.portal.account.session import end, with_account
from einamt.channels.portal.account.signing_in import LinkNotSent, ask
from einamt.channels.portal.booking.visit import Person, person_in, remember_person
from einamt.citizens.models import CitizenAccount
from einamt.citizens.operations import change_details, delete_account, remove_address, remove_service
from einamt.citizens.taking_along import JSON, everything, with_files
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt

ZIPS, PER = 10, timedelta(hours=1)
"""Of one account: all of its files are read and decrypted for each."""


@with_account
@require_http_methods(["GET", "HEAD", "POST"])
def my_details(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Name, address and number to be filled in, and the addresses that were proved."""
    kept = {"name": account.person_name, "email": account.email, "phone": account.phone}
    if request.method != "POST":
        return _page(request, account, form=MyDetailsForm(initial=kept), address_form=AddressForm(prefix="new"))
    form = MyDetailsForm(request.POST)
    if not form.is_valid():
        return _page(request, account, form=form, address_form=AddressForm(prefix="new"))
    told = form.cleaned_data
    change_details(account_id=account.pk, person_name=told["name"], email=told["email"], phone=told["phone"])
    return redirect("portal:account-details")


@with_account
@require_POST
def add_address(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Send a link to an address that somebody wants to prove.

    :raises TooManyAttempts: too many mails were asked for.
    """
    form = AddressForm(request.POST, prefix="new")
    if form.is_valid():
        try:
            ask(request, form=form, for_account=True)
        except LinkNotSent as refusal:
            form.add_error(None, gettext(refusal.message))
        else:
            return redirect("portal:account-mail-sent")
    kept = {"name": account.person_name, "email": account.email, "phone": account.phone}
    return _page(request, account, form=MyDetailsForm(initial=kept), address_form=form)


@with_account
@require_POST
def drop_address(_request: HttpRequest, account: CitizenAccount, address_id: int) -> HttpResponse:
    """Let an address lead here no longer.

    :raises LastWay: nothing else does.
    """
    remove_address(account_id=account.pk, address_id=address_id)
    return redirect("portal:account-details")


@with_account
@require_POST
def drop_service(_request: HttpRequest, account: CitizenAccount, identity_id: int) -> HttpResponse:
    """Let the service lead here no longer.

    :raises LastWay: nothing else does.
    """
    remove_service(account_id=account.pk, identity_id=identity_id)
    return redirect("portal:account-details")


@with_account
@require_POST
def fill_in(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Take what is kept over into the form of a booking: this once, because its person has just said so. For whoever
    acts for somebody, the name is that of the person represented, and they themselves are reached.
    """
    typed = person_in(request.session) or Person(name="", email="", phone="")
    by = acting(request, account=account)
    taken = replace(
        typed,
        name=(by.person_name if by else account.person_name) or typed.name,
        email=account.email or typed.email,
        phone=account.phone or typed.phone,
        acting_for=[by.kind] if by else typed.acting_for,
        is_checked=False,
    )
    remember_person(request.session, taken)
    return redirect("portal:details")


@with_account
@require_safe
def take_along(_request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Everything but the contents of files, as a file that programs read."""
    data = everything(account=account, language=get_language() or "de", now=clock.now())
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{JSON}"'
    return response


@with_account
@require_safe
def take_files_along(_request: HttpRequest, account: CitizenAccount) -> HttpResponseBase:
    """The same with all files, as a ZIP that is made while it is sent.

    :raises TooManyAttempts: it was fetched too often.
    """
    now = clock.now()
    count_attempt(key=f"portal.account-files:{account.pk}", limit=ZIPS, per=PER, now=now)
    pieces = with_files(account=account, language=get_language() or "de", now=now)
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="einamt-konto.zip"'
    response["Content-Encoding"] = "identity"
    return response


@with_account
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, account: CitizenAccount) -> HttpResponse:
    """Say what goes and what stays; the button deletes."""
    if request.method != "POST":
        return render(request, "portal/account/delete.html")
    delete_account(account_id=account.pk)
    end(request)
    return redirect("portal:account-deleted")


@personal
@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """That it is done."""
    return render(request, "portal/account/deleted.html")


def _page(
    request: HttpRequest, account: CitizenAccount, *, form: MyDetailsForm, address_form: AddressForm
) -> HttpResponse:
    is_wrong = bool(form.errors or address_form.errors)
    addresses, services = list(account.addresses.order_by("proved_at")), list(account.identities.order_by("linked_at"))
    issuers, openid, bundid = {each.issuer for each in services}, settings.CITIZEN_OPENID, settings.BUNDID
    context = {
        "form": form,
        "address_form": address_form,
        "addresses": addresses,
        "services": [(each, way_name(issuer=each.issuer)) for each in services],
        "service_name": openid.name if openid else "",
        "may_drop": len(addresses) + len(services) > 1,
        "may_connect": openid is not None and openid.issuer not in issuers,
        "may_connect_bundid": bundid is not None and bundid.entity not in issuers,
        "told": told(request),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return render(request, "portal/account/details.html", context, status=status)
