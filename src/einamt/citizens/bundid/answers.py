"""What an answer of BundID must hold before anything of it is believed (SAML 2.0 Profiles, 4.1.4.2 and 4.1.4.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree

from einamt.accounts.openid import Identity
from einamt.citizens.bundid import facts
from einamt.citizens.bundid.party import BundId
from einamt.citizens.bundid.requesting import House
from einamt.citizens.bundid.signatures import NotSound, decrypt, verify
from einamt.citizens.bundid.xml import NAMES, SAML, SAMLP, parse, text_of
from einamt.citizens.seen import Seen
from einamt.kernel.assurance import Level

SKEW = timedelta(minutes=2)
"""By how much BundID's clock and ours may differ."""
_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"


@dataclass(frozen=True, slots=True)
class Answer:
    """A Response that has been read and not checked: `request_id` is what it says that it answers."""

    root: etree._Element
    request_id: str


def read_answer(*, xml: bytes) -> Answer:
    """The Response.

    :raises NotSound: it is none, or answers no request.
    """
    try:
        root = parse(xml)
    except ValueError as error:
        raise NotSound(str(error)) from error
    if root.tag != f"{{{SAMLP}}}Response" or root.get("Version") != "2.0" or not root.get("InResponseTo"):
        raise NotSound("not an answer to a request")
    return Answer(root=root, request_id=str(root.get("InResponseTo")))


def person_in(*, answer: Answer, bundid: BundId, house: House, now: datetime) -> Seen:
    """Whom BundID has seen, for our request `answer.request_id`, which must be open. The level is not judged here.

    Only the assertion is believed: it is decrypted, made a document of its own, and verified as a whole.

    :raises NotSound: anything is not as it has to be.
    """
    root = answer.root
    status = root.find("samlp:Status/samlp:StatusCode", NAMES)
    if root.get("Destination") != house.answers_to or status is None or status.get("Value") != _SUCCESS:
        raise NotSound("another destination, or no success")
    encrypted = root.findall("saml:EncryptedAssertion", NAMES)
    if len(encrypted) != 1 or root.find(".//saml:Assertion", NAMES) is not None:
        raise NotSound("not exactly one assertion, encrypted")
    assertion = decrypt(encrypted=encrypted[0], pairs=bundid.pairs)
    if assertion.tag != f"{{{SAML}}}Assertion":
        raise NotSound("not an assertion")
    verify(root=assertion, certificates=bundid.certificates)
    if text_of(assertion.find("saml:Issuer", NAMES)) != bundid.entity:
        raise NotSound("another issuer")
    _check_conditions(assertion, house=house, now=now)
    _check_bearer(assertion, request_id=answer.request_id, house=house, now=now)
    return _person(assertion, bundid=bundid)


def _check_conditions(assertion: etree._Element, *, house: House, now: datetime) -> None:
    conditions = assertion.findall("saml:Conditions", NAMES)
    if len(conditions) != 1:
        raise NotSound("no conditions, or several")
    [condition] = conditions
    _check_time(condition, now=now)
    restrictions = condition.findall("saml:AudienceRestriction", NAMES)
    audiences = [{text_of(each) for each in one.findall("saml:Audience", NAMES)} for one in restrictions]
    if not audiences or not all(house.entity in each for each in audiences):
        raise NotSound("another audience")


def _check_bearer(assertion: etree._Element, *, request_id: str, house: House, now: datetime) -> None:
    confirmations = assertion.findall("saml:Subject/saml:SubjectConfirmation", NAMES)
    data = confirmations[0].find("saml:SubjectConfirmationData", NAMES) if len(confirmations) == 1 else None
    if data is None or confirmations[0].get("Method") != _BEARER:
        raise NotSound("not for whoever brings it")
    if data.get("Recipient") != house.answers_to or data.get("InResponseTo") != request_id:
        raise NotSound("another recipient, or another request")
    _check_time(data, now=now)


def _check_time(element: etree._Element, *, now: datetime) -> None:
    """It has an end."""
    begins, ends = element.get("NotBefore"), element.get("NotOnOrAfter")
    if ends is None or now >= _time(ends) + SKEW or (begins is not None and now < _time(begins) - SKEW):
        raise NotSound("not yet good, or not any more")


def _time(value: str) -> datetime:
    try:
        read = datetime.fromisoformat(value)
    except ValueError as error:
        raise NotSound("a time that is none") from error
    if read.tzinfo is None:
        raise NotSound("a time of no zone")
    return read


def _person(assertion: etree._Element, *, bundid: BundId) -> Seen:
    said: dict[str, str] = {}
    for each in assertion.findall("saml:AttributeStatement/saml:Attribute", NAMES):
        name = each.get("Name", "")
        if name in said:
            raise NotSound("an attribute is there twice")
        said[name] = text_of(each.find("saml:AttributeValue", NAMES))
    if not (pseudonym := said.get(facts.PSEUDONYM.name)):
        raise NotSound("no pseudonym")
    names = (said.get(facts.GIVEN_NAME.name, ""), said.get(facts.SURNAME.name, ""))
    return Seen(
        identity=Identity(issuer=bundid.entity, subject=pseudonym),
        level=_level(assertion, said),
        person_name=" ".join(name for name in names if name),
        email=said.get(facts.MAIL.name, ""),
    )


def _level(assertion: etree._Element, said: dict[str, str]) -> Level:
    """As the assertion's context says; where the attribute says less, less.

    :raises NotSound: the context names no level.
    """
    contexts = assertion.findall("saml:AuthnStatement/saml:AuthnContext/saml:AuthnContextClassRef", NAMES)
    named = [text_of(each) for each in contexts]
    if attribute := said.get(facts.LEVEL.name):
        named.append(attribute)
    if not contexts or any(name not in facts.LEVELS for name in named):
        raise NotSound("no level that is known")
    return min(facts.LEVELS[name] for name in named)
