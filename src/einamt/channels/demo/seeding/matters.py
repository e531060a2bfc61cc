"""One person of the demo with an account: a question and its answer with a file, a message of their own, a decision and
the objection to it, a decision that lies ready, and somebody for whom they act. Another request waits at the counter.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from einamt.accounts.models import Staff
from einamt.cases.conversation.models import CaseMessage
from einamt.cases.conversation.operations import ask_holder, write_to_office
from einamt.cases.decisions.drafts import Direction, Draft
from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.operations import issue_decision
from einamt.cases.decisions.rules import Court, Law, Remedy, Way
from einamt.catalog.models import Office, PostalArea
from einamt.channels.demo.seeding.citizens import ADDRESS, Citizen
from einamt.citizens.acting.operations import Wanted, ask_to_act, confirm, note_acted
from einamt.citizens.operations import ask_for_link, change_details, follow_link, note_act, take_case
from einamt.citizens.rules import Act
from einamt.citizens.seen import SignIn
from einamt.kernel.acting import ActingFor
from einamt.kernel.actor import CITIZEN, Actor
from einamt.kernel.channels import Channel
from einamt.kernel.errors import N_
from einamt.kernel.localtime import local_date
from einamt.platform.attachments.receiving import Received
from einamt.platform.attachments.rules import MediaType, State
from einamt.platform.notifications.addresses import PostalAddress
from einamt.platform.pdf.typesetting import typeset
from einamt.platform.shell import city
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.operations import Lodged, lodge_objection
from einamt.procedures.objections.rules import Form

BEGAN = timedelta(days=12)
"""So long ago the account was made; the cases are older."""
OPEN = timedelta(days=2)
"""So long at least the appointments lie ahead, and the cases stay open."""
ENCLOSURE = Path(__file__).parents[1] / "templates" / "demo" / "enclosure.typ"
STORIES = (N_("hat ein Konto, eine Frage beantwortet und Bescheide bekommen"), N_("widerspricht einem der Bescheide"))


def write(*, now: datetime) -> list[Citizen]:
    """Do it all through the operations that people and clerks use, in the district of the demo's clerk; whose cases can
    be followed. None where nobody there has booked so long ago.
    """
    district = Office.objects.select_related("organisation").earliest("organisation__name", "name").organisation
    booked = Appointment.objects.select_related("case__organisation", "case__office").filter(
        case__office__organisation=district,
        case__state="booked",
        case__opened_at__lt=now - BEGAN,
        starts_at__gt=now + OPEN,
    )
    own, other = [*booked.order_by("starts_at", "pk")[:2], None, None][:2]
    if own is None or other is None:
        return []
    person = _Person(own, now=now)
    person.writes()
    objection = person.objects_to(person.gets_decisions())
    person.acts_for(other)
    return [
        Citizen(own.person_name, STORIES[0], own.case.reference, own.case_code),
        Citizen(own.person_name, STORIES[1], objection.case.reference, objection.case_code),
    ]


class _Person:
    def __init__(self, own: Appointment, *, now: datetime) -> None:
        self._own, self._now, self._name = own, now, own.person_name
        began = now - BEGAN
        token = ask_for_link(address=ADDRESS, browser="demo", account_id=None, now=began)
        account = follow_link(token=token, browser="demo", account_id=None, now=began)
        self._sign_in = SignIn(account.pk)
        change_details(account_id=account.pk, person_name=self._name, email=ADDRESS, phone="")
        take_case(account_id=account.pk, case_id=own.case_id, now=began)

    def writes(self) -> None:
        """Answers a question with a file, and asks something."""
        asked = ask_holder(
            case_id=self._own.case_id,
            text="Bitte schicken Sie uns vorab ein Foto oder eine PDF-Datei Ihrer Geburtsurkunde.",
            seen=(),
            actor=_actor("schalter"),
            command_id=self._command("question"),
            now=self._ago(days=3),
        )
        self._write("Hier ist sie.", at=self._ago(days=1), seen=asked, files=[_certificate(now=self._now)])
        self._write("Gibt es bei Ihnen einen Aufzug?", at=self._ago(hours=2))

    def gets_decisions(self) -> Decision:
        """One handed over some days ago, which this gives, and one that lies ready on the portal."""
        handed_over = self._issue(
            "Ihr Antrag auf Ermäßigung der Gebühr",
            operative="Ihr Antrag ist abgelehnt.",
            reasons="Die Ermäßigung gilt für Menschen, die Leistungen nach dem SGB II oder SGB XII beziehen. Einen "
            "Nachweis darüber haben Sie nicht vorgelegt.",
            direction=Direction(way=Way.IN_PERSON),
            at=self._ago(days=6),
        )
        code, town = PostalArea.objects.earliest("postal_code").postal_code, city.current().name
        home = PostalAddress(name=self._name, street="Lindenstraße 5", postal_code=code, town=town)
        self._issue(
            "Gebühr für Ihren Antrag",
            operative="Sie zahlen eine Gebühr von 37,00 Euro, wenn Sie zu Ihrem Termin kommen.",
            reasons="Die Gebühr folgt aus der Gebührenordnung. Eine Ermäßigung kommt nicht in Betracht.",
            direction=Direction(way=Way.PORTAL, address=home, email=ADDRESS, has_consented=True),
            at=self._ago(hours=20),
        )
        return handed_over

    def objects_to(self, decision: Decision) -> Objection:
        """On the portal, in the account."""
        at = self._ago(days=2)
        objection = lodge_objection(
            document_id=decision.pk,
            lodged=Lodged(
                person_name=self._name,
                grounds="Ich beziehe Bürgergeld. Den Bescheid des Jobcenters bringe ich zum Termin mit.",
                email=ADDRESS,
                form=Form.PLAIN,
                received_on=local_date(moment=at, zone=city.zone()),
            ),
            language="de",
            channel=Channel.PORTAL,
            actor=CITIZEN,
            command_id=self._command("objection"),
            now=at,
        )
        case_id = objection.case_id
        note_act(sign_in=self._sign_in, act=Act.OBJECTION, case_id=case_id, subject=case_id, now=at)
        take_case(account_id=self._sign_in.account_id, case_id=case_id, now=at)
        return objection

    def acts_for(self, other: Appointment) -> None:
        """For somebody by a power of attorney, which was confirmed; and asks to act for a child."""
        command = self._command("principal")
        ends_date = (self._now + timedelta(days=365)).date()
        principal = Wanted(
            kind=ActingFor.PRINCIPAL,
            acting_name=self._name,
            person_name=other.person_name,
            birth_date=date(1948, 5, 17),
            ends_date=ends_date,
        )
        asked = ask_to_act(
            sign_in=self._sign_in, wanted=principal, proofs=(), command_id=command, now=self._ago(days=5)
        )
        at = self._ago(days=4)
        confirm(representation_id=asked.pk, ends_date=ends_date, has_seen_proof=True, actor=_actor("schalter"), now=at)
        note_acted(representation_id=asked.pk, sign_in=self._sign_in, case_id=other.case_id, now=at)
        child = Wanted(
            kind=ActingFor.CHILD,
            acting_name=self._name,
            person_name=f"{'Emil' if self._name.startswith('Mia') else 'Mia'} {self._name.split()[-1]}",
            birth_date=self._ago(days=8 * 365).date(),
        )
        command = self._command("child")
        ask_to_act(sign_in=self._sign_in, wanted=child, proofs=(), command_id=command, now=self._ago(days=1))

    def _write(
        self, text: str, *, at: datetime, seen: CaseMessage | None = None, files: Sequence[Received] = ()
    ) -> None:
        message = write_to_office(
            case_id=self._own.case_id,
            text=text,
            seen={seen.pk} if seen else (),
            channel=Channel.PORTAL,
            command_id=self._command(text),
            now=at,
            files=files,
        )
        case_id = self._own.case_id
        note_act(sign_in=self._sign_in, act=Act.MESSAGE, case_id=case_id, subject=message.pk, now=at)

    def _issue(self, subject: str, *, operative: str, reasons: str, direction: Direction, at: datetime) -> Decision:
        draft = Draft(
            subject=subject,
            operative=operative,
            reasons=reasons,
            person_name=self._name,
            law=Law.GENERAL,
            court=Court.ADMINISTRATIVE,
            remedy=Remedy.OBJECTION,
            remedy_office=f"{self._own.case.organisation.name}, {city.current().name}",
            remedy_electronic="",
            direction=direction,
        )
        # by somebody else than the clerk of the tour, who then may decide the objection (§ 73(1) VwGO)
        return issue_decision(
            case_id=self._own.case_id, draft=draft, actor=_actor("leitung"), command_id=self._command(subject), now=at
        )

    def _ago(self, *, days: int = 0, hours: int = 0) -> datetime:
        return self._now - timedelta(days=days, hours=hours)

    def _command(self, what: str) -> UUID:
        return uuid5(NAMESPACE_OID, f"matters/{self._own.pk}/{what}")


def _actor(username: str) -> Actor:
    return Staff.objects.get(username=username).actor


def _certificate(*, now: datetime) -> Received:
    """A file as the scanner lets it pass; a demo has none."""
    values = {
        "title": "Geburtsurkunde",
        "city": city.current().name,
        "text": "Das ist ein Muster der Demo und keine Urkunde.",
    }
    pdf = typeset(template=ENCLOSURE, values=values, now=now)
    digest = sha256(pdf).hexdigest()
    return Received("Geburtsurkunde.pdf", MediaType.PDF, len(pdf), digest, State.CLEAN, BytesIO(pdf))
