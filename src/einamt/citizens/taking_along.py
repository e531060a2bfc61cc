"""Everything that is kept of an account, for its person to take along: as JSON, and as a ZIP with all files."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import RawIOBase
from typing import Any
from uuid import UUID
from zipfile import ZipFile, ZipInfo

from django.utils.translation import gettext, override

from einamt.cases import persons
from einamt.cases.conversation.models import MessageFile
from einamt.cases.conversation.queries import messages_of
from einamt.cases.decisions.queries import decisions_of, withheld
from einamt.cases.documents.models import DocumentFile, IssuedDocument
from einamt.cases.documents.queries import documents_of
from einamt.cases.documents.registry import kind_of
from einamt.cases.queries import StatusView, status_view
from einamt.cases.telling import Asker
from einamt.citizens.acting.models import ProofFile
from einamt.citizens.acting.queries import representations_of, told_of
from einamt.citizens.models import AccountAct, CitizenAccount
from einamt.citizens.queries import cases_of, has_proved
from einamt.citizens.rules import Act
from einamt.kernel.assurance import Level
from einamt.platform.attachments.models import Attachment
from einamt.platform.attachments.queries import pieces_of
from einamt.platform.attachments.rules import State
from einamt.platform.shell import words

JSON = "einamt-konto.json"


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file of the ZIP; its content is read when it is written."""

    path: str
    at: datetime
    pieces: Callable[[], Iterator[bytes]]


class _Sink(RawIOBase):
    """Where the ZIP is written to: it holds only what nobody has taken yet, so that no file lies on a disk."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        return taken


def everything(*, account: CitizenAccount, language: str, now: datetime) -> dict[str, object]:
    """All that is kept of the account, and of each of its cases what its holder may be told (Art. 15, 20 GDPR). `file`
    is where the content lies in what `with_files` writes. `given` is what its person has typed, where the account is
    known to be theirs; a case that was taken in by reference and code shows nobody's address.
    """
    views = [
        status_view(case=case, asker=Asker.HOLDER, language=language, now=now) for case in cases_of(account=account)
    ]
    return {
        "account": {
            "id": str(account.pk),
            "created_at": account.created_at.isoformat(),
            "last_signed_in_at": account.used_at.isoformat(),
        },
        "addresses": [
            {"address": each.address, "proved_at": each.proved_at.isoformat()}
            for each in account.addresses.order_by("proved_at")
        ],
        "sign_in_services": [
            {"issuer": each.issuer, "linked_at": each.linked_at.isoformat()}
            for each in account.identities.order_by("linked_at")
        ],
        "to_be_filled_in": {"name": account.person_name, "email": account.email, "phone": account.phone},
        "done_signed_in": [
            {
                "what": each.act,
                "case": each.case.reference,
                "at": each.done_at.isoformat(),
                "level": Level(each.level).name.lower() if each.level else None,
                "issuer": each.issuer,
            }
            for each in AccountAct.objects.filter(account=account.pk).select_related("case")
        ],
        "representations": told_of(account=account, now=now),
        "cases": [
            _told(view)
            | {
                "messages": _messages(view),
                "decisions": _decisions(view.case_id, now),
                "documents": _documents(view, language, now),
                "given": persons.given_in(case_id=view.case_id) if _is_of(account, view.case_id) else {},
            }
            for view in views
        ],
    }


def _is_of(account: CitizenAccount, case_id: UUID) -> bool:
    """Whether the account has proved the address of the case's person, or the matter was declared with it."""
    declared = AccountAct.objects.filter(account=account.pk, case_id=case_id, act=Act.OBJECTION)
    return has_proved(account=account, address=persons.contact_of(case_id=case_id).email) or declared.exists()


def with_files(*, account: CitizenAccount, language: str, now: datetime) -> Iterator[bytes]:
    """A ZIP of `everything` as JSON, the files of messages and proofs, and the documents as they were issued; a piece
    at a time. A file that no scanner has seen is not in it, nor a decision that its person has not got yet.
    """
    said = json.dumps(everything(account=account, language=language, now=now), ensure_ascii=False, indent=2)
    files = [_Taken(JSON, now, lambda: iter([said.encode()])), *_files_of(account, now)]
    return _zipped(files)


def _zipped(files: list[_Taken]) -> Iterator[bytes]:
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        for each in files:
            entry = ZipInfo(each.path, words.local(each.at).timetuple()[:6])
            with archive.open(entry, "w") as file:
                for piece in each.pieces():
                    file.write(piece)
                    yield sink.take()
    yield sink.take()


def _files_of(account: CitizenAccount, now: datetime) -> Iterator[_Taken]:
    for case in cases_of(account=account):
        for message in messages_of(case_id=case.pk):
            for file in message.files.all():
                if file.is_clean:
                    yield _attached(file, _of_message(case.reference, file))
        for document in _shown_documents(case.pk, now):
            yield _Taken(_of_document(case.reference, document), document.issued_at, partial(_pdf_of, document.pk))
    for representation in representations_of(account=account):
        for proof in ProofFile.objects.filter(representation=representation, state=State.CLEAN):
            yield _attached(proof, f"{representation.reference}/{proof.pk.hex[-6:]}-{proof.name}")


def _attached(file: Attachment, path: str) -> _Taken:
    return _Taken(path, file.received_at, partial(pieces_of, file=file))


def _pdf_of(document_id: UUID) -> Iterator[bytes]:
    for found in DocumentFile.objects.filter(document_id=document_id):
        yield found.pdf


def _shown_documents(case_id: UUID, now: datetime) -> list[IssuedDocument]:
    hidden = withheld(case_id=case_id, now=now)
    return [each for each in documents_of(case_id=case_id) if each.pk not in hidden]


def _of_message(reference: str, file: MessageFile) -> str:
    return f"{reference}/{file.pk.hex[-6:]}-{file.name}"


def _of_document(reference: str, document: IssuedDocument) -> str:
    return f"{reference}/{document.pk.hex[-6:]}-{document.kind}.pdf"


def _told(view: StatusView) -> dict[str, object]:
    return {
        "reference": view.reference,
        "kind": view.kind,
        "service": view.service_name,
        "organisation": view.organisation_name,
        "office": view.office_name,
        "status": view.word.value,
        "state": view.state_label,
        "next": view.explanation,
        "by_when": view.by_when,
        "opened_at": _moment(view.opened_at),
        "closed_at": _moment(view.closed_at),
        "promised_at": _moment(view.promised_at),
        "promise_source": view.promise_source,
        "particulars": [{"label": line.label, "value": line.value} for line in view.lines],
        "history": [
            {"what": entry.label, "at": entry.at.isoformat(), "note": entry.explanation} for entry in view.timeline
        ],
    }


def _messages(view: StatusView) -> list[dict[str, object]]:
    return [
        {
            "from": each.side,
            "at": each.written_at.isoformat(),
            "text": each.text,
            "files": [
                {
                    "name": file.name,
                    "sha256": file.digest,
                    "size": file.size,
                    "file": _of_message(view.reference, file) if file.is_clean else None,
                }
                for file in each.files.all()
            ],
        }
        for each in messages_of(case_id=view.case_id)
    ]


def _decisions(case_id: UUID, now: datetime) -> list[dict[str, object]]:
    """Of those that their person has not got yet, that there is one."""
    return [
        {
            "issued_at": each.issued_at.isoformat(),
            "revoked_at": _moment(each.revoked_at),
            "subject": each.subject if each.is_shown else "",
            "effective_on": each.effective_on.isoformat() if each.effective_on else None,
            "objection_until": each.last_day.isoformat() if each.last_day else None,
        }
        for each in decisions_of(case_id=case_id, now=now)
    ]


def _documents(view: StatusView, language: str, now: datetime) -> list[dict[str, object]]:
    """Without decisions that its person has not got yet: they would take notice of what is not made known."""
    with override(language):
        return [
            {
                "name": gettext(kind_of(each.kind).name),
                "issued_at": each.issued_at.isoformat(),
                "revoked_at": _moment(each.revoked_at),
                "sha256": each.digest,
                "file": _of_document(view.reference, each),
            }
            for each in _shown_documents(view.case_id, now)
        ]


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
