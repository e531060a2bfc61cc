"""What is reported about identity documents, and what is answered."""

from typing import Annotated

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from einamt.channels.api.booking.schemas import Moment
from einamt.kernel.errors import N_
from einamt.procedures.identity_documents.rules import DocumentState, Verdict, Why

MOST = 500
Text = Annotated[str, StringConstraints(max_length=254)]


class ReportIn(Schema):
    """One thing that has happened to an order."""

    model_config = ConfigDict(extra="forbid")

    order: Text = Field(
        min_length=1, description=N_("Bestellung im Fachverfahren; nie die Seriennummer"), examples=["2026-004711"]
    )
    state: DocumentState = Field(description=N_("Wo das Dokument ist"))
    occurred_at: Moment = Field(description=N_("Wann es dort ankam, mit Abstand zur Weltzeit"))
    number: Text = Field("", description=N_("Seriennummer; gehalten wird nur ihr Schlüssel-Hash"))
    service: Text = Field("", description=N_("Leistung, mit Schlüssel oder LeiKa-Nummer; beim ersten Mal nötig"))
    office: Text = Field("", description=N_("Schlüssel des Amts, in dem es abgeholt wird"))
    ready_until: Text = Field("", description=N_("Letzter Tag zum Abholen"), examples=["2026-12-31"])
    email: Text = Field("", description=N_("Wohin gemeldet wird, dass es bereitliegt"))
    language: Text = Field("", description=N_("Sprache der E-Mail"))


class ReportsIn(Schema):
    """Several at once."""

    model_config = ConfigDict(extra="forbid")

    reports: list[ReportIn] = Field(min_length=1, max_length=MOST, description=N_("Meldungen, in beliebiger Folge"))


class ReportAnswer(Schema):
    """What became of a report."""

    order: str
    verdict: Verdict = Field(description=N_("Was aus der Meldung wurde"))
    why: Why | None = Field(description=N_("Warum sie auf eine Entscheidung wartet"))
    reference: str = Field(description=N_("Vorgangsnummer für den Abholzettel; leer, solange es keine gibt"))
    code: str = Field(description=N_("Code dazu"))


class ReportAnswers(Schema):
    """The answers, in the order of the reports."""

    answers: list[ReportAnswer]
