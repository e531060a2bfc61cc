"""Sealing a PDF (PAdES, ETSI EN 319 142-1, baseline B-B), and finding out whether a PDF is as it was sealed.

Import it where it is used: the library takes memory that most web processes never need.
"""

import logging
from datetime import datetime
from functools import lru_cache
from io import BytesIO

from asn1crypto import keys, x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from einamt.platform.pdf.seals import Finding, Seal, current_seal, known_certificates

FIELD = "Siegel"

_log = logging.getLogger(__name__)


class _Unchanged(IncrementalPdfFileWriter):
    """Adds the seal and leaves the document's metadata alone.

    The library would write them anew, and the descriptions of their schemas in a form that PDF/A does not know
    (ISO 19005-2, 6.6.2.3). A test holds that they stay as typst wrote them.
    """

    def _update_meta(self) -> None:
        pass


def seal_pdf(*, pdf: bytes, city_name: str, reason: str, now: datetime) -> bytes:
    """`pdf` with the city's seal, which is not visible: what can be checked stands in the document itself.

    :raises BadSeal: the configured seal cannot be used.
    """
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=city_name,
        reason=reason,
    )
    made = BytesIO()
    signer = PdfSigner(metadata, _signer(current_seal(city_name=city_name, now=now)))
    signer.sign_pdf(_Unchanged(BytesIO(pdf)), output=made)
    return made.getvalue()


def check_seal(*, pdf: bytes) -> Finding:
    """What the seal of `pdf` says. Nothing is fetched from anywhere.

    Only a seal over the whole file counts: whatever was added to it afterwards was not sealed.
    """
    known = known_certificates()
    roots = [x509.Certificate.load(each) for each in known]
    try:
        sealed = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not sealed:
            return Finding.UNSEALED
        last = sealed[-1]
        if last.signer_cert.dump() not in known:
            return Finding.FOREIGN
        status = validate_pdf_signature(last, ValidationContext(trust_roots=roots, allow_fetching=False))
    except Exception as error:  # noqa: BLE001 - the file is a stranger's, and the library promises no errors of its own
        _log.info("a PDF cannot be read: %s", type(error).__name__)
        return Finding.UNREADABLE
    is_whole = status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
    return Finding.OURS if status.intact and status.valid and is_whole else Finding.CHANGED


@lru_cache(maxsize=2)
def _signer(seal: Seal) -> SimpleSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(x509.Certificate.load(each) for each in seal.chain)
    return SimpleSigner(
        signing_cert=x509.Certificate.load(seal.certificate),
        signing_key=keys.PrivateKeyInfo.load(seal.key),
        cert_registry=store,
    )
