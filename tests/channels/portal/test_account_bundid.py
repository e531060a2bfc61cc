"""Signing in with BundID, at a SAML identity provider that really runs, signs and encrypts."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
import xmlsec
from django.http import HttpResponse
from django.test import Client
from lxml import etree
from pytest_django import Settings

from einamt.citizens.bundid.answers import SKEW
from einamt.citizens.bundid.party import KeyPair
from einamt.citizens.bundid.requesting import AKDB, CLASSIC_UI
from einamt.citizens.bundid.signatures import decrypt, sign
from einamt.citizens.bundid.xml import NAMES, SAML, SAMLP, parse
from einamt.citizens.erasing import count_due, erase_some
from einamt.citizens.models import BundIdRequest, CitizenAccount, CitizenIdentity, ProvedAddress
from einamt.citizens.rules import LINK_VALID
from einamt.kernel.assurance import Level
from einamt.platform import clock
from tests.channels.portal.visitor import text_of
from tests.saml import ANSWERS_TO, ENTITY, BundIdProvider, field_in, make_keys

pytestmark = pytest.mark.django_db
LEAVE, ANSWER, METADATA = (f"/konto/anmelden/bundid/{rest}" for rest in ("", "antwort/", "metadaten.xml"))


@pytest.fixture(autouse=True)
def connected(bundid: BundIdProvider, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the time of the world, as the provider has it."""
    monkeypatch.setattr(clock, "now", clock.of_the_world)
    settings.BUNDID = bundid.described


def bring(answer: str) -> HttpResponse:
    """The browser brings an answer from BundID's house: without our cookie."""
    return Client().post(ANSWER, {"SAMLResponse": answer})


def sign_in(
    client: Client, bundid: BundIdProvider, *, login: str = "ayse", way: str = LEAVE, **said: str
) -> HttpResponse:
    back = bring(bundid.visit(client.get(way), login=login, **said))
    assert back.status_code == 302, text_of(back)
    return client.get(back.url)


def is_in(client: Client) -> bool:
    return client.get("/konto/").status_code == 200


def is_refused(response: HttpResponse) -> bool:
    return response.status_code == 400 and "unterbrochen" in text_of(response)


def test_somebody_signs_in_and_is_known_again_by_the_pseudonym_alone(client: Client, bundid: BundIdProvider) -> None:
    assert "Mit der BundID" in text_of(client.get("/konto/anmelden/"))
    assert sign_in(client, bundid).url == "/konto/"
    assert is_in(client)
    sign_in(Client(), bundid)
    assert CitizenAccount.objects.count() == 1
    sign_in(Client(), bundid, login="somebody-else")
    assert CitizenAccount.objects.count() == 2
    assert {each.issuer for each in CitizenIdentity.objects.all()} == {bundid.issuer}
    assert not BundIdRequest.objects.exists()


def test_the_page_that_was_asked_for_comes_after_the_sign_in(client: Client, bundid: BundIdProvider) -> None:
    assert sign_in(client, bundid, way=f"{LEAVE}?next=/konto/angaben/").url == "/konto/angaben/"
    assert sign_in(Client(), bundid, way=f"{LEAVE}?next=https://evil.example/").url == "/konto/"


def test_nobody_gets_an_account_by_the_mail_address_that_bundid_names(client: Client, bundid: BundIdProvider) -> None:
    theirs = CitizenAccount.objects.create(created_at=clock.now(), used_at=clock.now())
    ProvedAddress.objects.create(account=theirs, address="ayse@example.org", address_index="x", proved_at=clock.now())
    sign_in(client, bundid)
    assert CitizenIdentity.objects.get().account_id != theirs.pk


def test_the_request_asks_for_the_level_the_attributes_and_shows_the_city(
    client: Client, bundid: BundIdProvider, settings: Settings
) -> None:
    settings.BUNDID = bundid.asking_for(Level.SUBSTANTIAL)
    page = client.get(LEAVE)
    root = parse(b64decode(field_in(page.content.decode(), "SAMLRequest")))
    assert root.get("AssertionConsumerServiceURL") == ANSWERS_TO
    assert (root.get("Destination"), root.get("ForceAuthn")) == (bundid.issuer, "true")
    context = root.find("samlp:RequestedAuthnContext", NAMES)
    assert context is not None
    assert context.get("Comparison") == "minimum"
    assert "".join(context.itertext()) == "STORK-QAA-Level-3"
    asked = root.findall(f".//{{{AKDB}}}RequestedAttribute")
    assert [each.get("Name") for each in asked if each.get("RequiredAttribute") == "true"] == [
        "urn:oid:1.3.6.1.4.1.25484.494450.3"
    ]
    assert root.findtext(f".//{{{CLASSIC_UI}}}OrganizationDisplayName")
    assert f"form-action 'self' {bundid.issuer}" in page["Content-Security-Policy"]


def test_bundid_takes_no_request_that_was_changed_on_the_way(client: Client, bundid: BundIdProvider) -> None:
    xml = b64decode(field_in(client.get(LEAVE).content.decode(), "SAMLRequest"))
    assert not bundid.refuses(xml)
    assert bundid.refuses(xml.replace(b"STORK-QAA-Level-1", b"STORK-QAA-Level-4"))


def test_the_metadata_name_our_addresses_and_certificates(client: Client, bundid: BundIdProvider) -> None:
    root = parse(client.get(METADATA).content)
    assert root.get("entityID") == ENTITY
    role = root.find("md:SPSSODescriptor", NAMES)
    assert role is not None
    assert (role.get("AuthnRequestsSigned"), role.get("WantAssertionsSigned")) == ("true", "true")
    service = role.find("md:AssertionConsumerService", NAMES)
    assert service is not None
    assert service.get("Location") == ANSWERS_TO
    certificate = "".join(bundid.ours.certificate.strip().splitlines()[1:-1])
    assert [each.text for each in role.findall(".//ds:X509Certificate", NAMES)] == [certificate, certificate]


def test_a_level_below_the_citys_is_refused_with_a_sentence(
    client: Client, bundid: BundIdProvider, settings: Settings
) -> None:
    settings.BUNDID = bundid.asking_for(Level.SUBSTANTIAL)
    response = sign_in(client, bundid, level="STORK-QAA-Level-1")
    assert response.status_code == 403
    assert "Online-Ausweis" in text_of(response)
    assert not is_in(client)
    assert not CitizenAccount.objects.exists()
    assert sign_in(client, bundid, level="STORK-QAA-Level-3").status_code == 302
    assert is_in(client)


def test_name_and_address_are_kept_only_by_the_button(client: Client, bundid: BundIdProvider) -> None:
    sign_in(client, bundid)
    assert "Ayşe Đặng-Nguyễn" in text_of(client.get("/konto/angaben/"))
    assert CitizenAccount.objects.get().person_name == ""
    client.post("/konto/angaben/bundid/uebernehmen/")
    account = CitizenAccount.objects.get()
    assert (account.person_name, account.email) == ("Ayşe Đặng-Nguyễn", "ayse@example.org")
    client.post("/konto/abmelden/")
    assert "account.told" not in client.session


def test_bundid_is_linked_with_the_account_that_is_open(client: Client, bundid: BundIdProvider) -> None:
    sign_in(client, bundid)
    way = client.post("/konto/angaben/bundid/").url
    response = sign_in(client, bundid, login="second", way=way)
    assert response.url == "/konto/angaben/"
    assert CitizenAccount.objects.count() == 1
    other = Client()
    sign_in(other, bundid, login="third")
    assert sign_in(other, bundid, way=other.post("/konto/angaben/bundid/").url).status_code == 409


def test_an_answer_is_good_once(client: Client, bundid: BundIdProvider) -> None:
    answer = bundid.visit(client.get(LEAVE))
    back = bring(answer)
    assert is_refused(bring(answer))
    assert client.get(back.url).status_code == 302
    assert is_refused(bring(answer))
    assert is_refused(client.get(back.url))


def test_an_answer_foisted_on_another_browser_signs_nobody_in(client: Client, bundid: BundIdProvider) -> None:
    """The attacker's own answer, so that somebody types their data into the attacker's account."""
    back = bring(bundid.visit(Client().get(LEAVE), login="attacker"))
    client.get(LEAVE)
    assert is_refused(client.get(back.url))
    assert not is_in(client)


def test_the_attackers_request_answered_by_somebody_else_opens_nothing_for_the_attacker(
    client: Client, bundid: BundIdProvider
) -> None:
    """They lack the secret that only the browser gets which has brought the answer."""
    bring(bundid.visit(client.get(LEAVE), login="victim"))
    assert is_refused(client.get("/konto/anmelden/bundid/weiter/guessed/"))
    assert not is_in(client)


def test_a_plain_post_with_our_cookie_and_no_answer_is_refused(client: Client) -> None:
    client.get(LEAVE)
    for field in ("", "%%%", b64encode(b"<a/>").decode(), b64encode(b"no xml").decode(), "A" * 300_000):
        assert is_refused(client.post(ANSWER, {"SAMLResponse": field}))
    entity = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert is_refused(client.post(ANSWER, {"SAMLResponse": b64encode(entity).decode()}))


@pytest.mark.parametrize(
    "flaw",
    [
        {"issuer": "https://other.example/idp"},
        {"audience": "https://other.example/sp"},
        {"recipient": "https://other.example/acs"},
        {"destination": "https://other.example/acs"},
        {"in_response_to": "_of-nobody"},
        {"unsigned": "yes"},
        {"plain": "yes"},
        {"level": "STORK-QAA-Level-9"},
    ],
    ids=lambda flaw: next(iter(flaw)),
)
def test_an_answer_that_is_not_as_it_has_to_be_is_refused(
    client: Client, bundid: BundIdProvider, flaw: dict[str, str]
) -> None:
    assert is_refused(bring(bundid.visit(client.get(LEAVE), **flaw)))
    assert sign_in(client, bundid).status_code == 302, "and nothing is broken for the person"


def test_an_answer_of_another_provider_is_refused(client: Client, bundid: BundIdProvider, settings: Settings) -> None:
    answer = bundid.visit(client.get(LEAVE))
    stranger = make_keys("stranger").certificate.encode()
    settings.BUNDID = replace(bundid.described, certificates=(stranger,))
    assert is_refused(bring(answer))
    settings.BUNDID = replace(bundid.described, certificates=(stranger, *bundid.described.certificates))
    assert bring(answer).status_code == 302, "a second certificate of BundID's, while it changes them"


def test_our_old_key_still_opens_what_was_encrypted_for_it(
    client: Client, bundid: BundIdProvider, settings: Settings
) -> None:
    answer = bundid.visit(client.get(LEAVE))
    [old] = bundid.described.pairs
    fresh = make_keys("new")
    new = replace(old, key=fresh.key.encode(), certificate=fresh.certificate.encode())
    settings.BUNDID = replace(bundid.described, pairs=(new,))
    assert is_refused(bring(answer))
    settings.BUNDID = replace(bundid.described, pairs=(new, old))
    assert bring(answer).status_code == 302


@pytest.mark.parametrize(
    ("shift", "is_good"), [(timedelta(minutes=5) + SKEW, False), (timedelta(minutes=5), True), (-SKEW, True)]
)
def test_an_answer_is_good_for_its_time_and_the_difference_of_two_clocks(
    client: Client, bundid: BundIdProvider, monkeypatch: pytest.MonkeyPatch, shift: timedelta, is_good: bool
) -> None:
    answer, came = bundid.visit(client.get(LEAVE)), clock.now()
    monkeypatch.setattr(clock, "now", lambda: came + shift)
    assert (bring(answer).status_code == 302) is is_good


def test_a_sign_in_that_is_not_finished_runs_out_and_is_erased(
    client: Client, bundid: BundIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    back, came = bring(bundid.visit(client.get(LEAVE))), clock.now()
    later = came + LINK_VALID
    assert count_due(came)["sign-ins that have run out"] == 0
    monkeypatch.setattr(clock, "now", lambda: later)
    assert is_refused(client.get(back.url))
    assert count_due(later)["sign-ins that have run out"] == 1
    erase_some(later)
    assert not BundIdRequest.objects.exists()


def forged(answer: str, bundid: BundIdProvider, change: Callable[[etree._Element], etree._Element]) -> str:
    """What an attacker makes of a signed assertion that they have seen: changed, and encrypted for us anew."""
    response = parse(b64decode(answer))
    [encrypted] = response.findall("saml:EncryptedAssertion", NAMES)
    assertion = change(decrypt(encrypted=encrypted, pairs=bundid.described.pairs))
    response.remove(encrypted)
    for signature in response.findall("ds:Signature", NAMES):
        response.remove(signature)
    holder = etree.Element("holder")  # so that the assertion goes on declaring its namespace itself
    holder.append(assertion)
    data = xmlsec.template.encrypted_data_create(
        holder, xmlsec.constants.TransformAes256Gcm, type=xmlsec.constants.TypeEncElement, ns="xenc"
    )
    xmlsec.template.encrypted_data_ensure_cipher_value(data)
    info = xmlsec.template.encrypted_data_ensure_key_info(data, ns="ds")
    wrapped = xmlsec.template.add_encrypted_key(info, xmlsec.constants.TransformRsaOaep)
    xmlsec.template.encrypted_data_ensure_cipher_value(wrapped)
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(bundid.ours.certificate.encode(), xmlsec.constants.KeyDataFormatCertPem))
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(xmlsec.constants.KeyDataAes, 256, xmlsec.constants.KeyDataTypeSession)
    context.encrypt_xml(data, assertion)
    etree.SubElement(response, f"{{{SAML}}}EncryptedAssertion").append(holder[0])
    return b64encode(etree.tostring(response)).decode()


def unchanged(assertion: etree._Element) -> etree._Element:
    return assertion


def commented(assertion: etree._Element) -> etree._Element:
    """A signature does not cover comments; a reader that takes the text before one reads another pseudonym."""
    value = _pseudonym(assertion)
    text = value.text or ""
    value.text = text[:8]
    comment = etree.Comment("x")
    comment.tail = text[8:]
    value.append(comment)
    return assertion


def renamed(assertion: etree._Element) -> etree._Element:
    _pseudonym(assertion).text = "bpk2-of-victim"
    return assertion


def stripped(assertion: etree._Element) -> etree._Element:
    signature = _signature(renamed(assertion))
    assertion.remove(signature)
    return assertion


def wrapped_in_advice(assertion: etree._Element) -> etree._Element:
    """Another assertion around the signed one, with the signature in its old place."""
    evil = renamed(deepcopy(assertion))
    evil.set("ID", "_evil")
    evil.remove(_signature(evil))
    etree.SubElement(evil, f"{{{SAML}}}Advice").append(assertion)
    return evil


def wrapped_with_the_signature_moved(assertion: etree._Element) -> etree._Element:
    """The signature is the other assertion's child, and still refers to the signed one."""
    evil = wrapped_in_advice(assertion)
    evil.insert(1, _signature(assertion))
    return evil


def wrapped_in_the_signature(assertion: etree._Element) -> etree._Element:
    """The signed one hides in the signature of another, which has the same identifier."""
    evil = renamed(deepcopy(assertion))
    etree.SubElement(_signature(evil), f"{{{NAMES['ds']}}}Object").append(assertion)
    return evil


def wrapped_in_the_signature_under_another_name(assertion: etree._Element) -> etree._Element:
    evil = wrapped_in_the_signature(assertion)
    evil.set("ID", "_evil")
    return evil


def referring_to_everything(assertion: etree._Element) -> etree._Element:
    reference = assertion.find(".//ds:Reference", NAMES)
    assert reference is not None
    reference.set("URI", "")
    return assertion


def signed_by_somebody_else(assertion: etree._Element) -> etree._Element:
    """With a key of their own, which the signature names."""
    stranger = make_keys("stranger")
    assertion.remove(_signature(renamed(assertion)))
    pair = KeyPair(key=stranger.key.encode(), certificate=stranger.certificate.encode(), ends_at=clock.now())
    sign(root=assertion, pair=pair, after=1)
    return assertion


def _pseudonym(assertion: etree._Element) -> etree._Element:
    value = assertion.find(".//saml:Attribute[@Name='urn:oid:1.3.6.1.4.1.25484.494450.3']/saml:AttributeValue", NAMES)
    assert value is not None
    return value


def _signature(assertion: etree._Element) -> etree._Element:
    signature = assertion.find("ds:Signature", NAMES)
    assert signature is not None
    return signature


@pytest.mark.parametrize("change", [unchanged, commented])
def test_a_sound_assertion_that_was_encrypted_anew_is_whom_bundid_has_signed(
    client: Client, bundid: BundIdProvider, change: Callable[[etree._Element], etree._Element]
) -> None:
    """So that the forgeries below are refused for what they forge."""
    sign_in(Client(), bundid)
    answer = forged(bundid.visit(client.get(LEAVE)), bundid, change)
    assert client.get(bring(answer).url).url == "/konto/"
    assert CitizenAccount.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        renamed,
        stripped,
        wrapped_in_advice,
        wrapped_with_the_signature_moved,
        wrapped_in_the_signature,
        wrapped_in_the_signature_under_another_name,
        referring_to_everything,
        signed_by_somebody_else,
    ],
)
def test_a_forged_assertion_is_refused(
    client: Client, bundid: BundIdProvider, change: Callable[[etree._Element], etree._Element]
) -> None:
    assert is_refused(bring(forged(bundid.visit(client.get(LEAVE)), bundid, change)))


def test_an_answer_for_an_earlier_request_of_the_same_browser_is_not_taken_for_the_new_one(
    client: Client, bundid: BundIdProvider
) -> None:
    """The unsigned frame says that it answers the open request; the signed assertion says another."""
    earlier = bundid.visit(client.get(LEAVE))
    BundIdRequest.objects.all().delete()
    request = parse(b64decode(field_in(client.get(LEAVE).content.decode(), "SAMLRequest")))
    response = parse(b64decode(earlier))
    response.set("InResponseTo", str(request.get("ID")))
    assert response.tag == f"{{{SAMLP}}}Response"
    assert is_refused(bring(b64encode(etree.tostring(response)).decode()))


def test_without_bundid_its_doors_are_not_there(client: Client, settings: Settings) -> None:
    settings.BUNDID = None
    assert {client.get(LEAVE).status_code, client.get(METADATA).status_code, client.post(ANSWER).status_code} == {404}
    assert "BundID" not in text_of(client.get("/konto/anmelden/"))
