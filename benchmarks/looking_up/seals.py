"""Sealing documents, beside the library alone; a process of its own: `python -m benchmarks.looking_up.seals SECONDS`.

Prints both rates a second. Both seal the same page with the same key; ours also finds the key, hashes what it made and
encrypts it for the database. A seal that does not check out makes the benchmark fail.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import django

TURNS = 4


def main(seconds: float) -> None:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "einamt.config.settings")
    django.setup()
    from asn1crypto import keys, x509  # type: ignore[import-untyped] # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner  # noqa: PLC0415
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

    from benchmarks.harness.serving import WrongAnswer  # noqa: PLC0415
    from einamt.cases.documents.issuing import TEMPLATE  # noqa: PLC0415
    from einamt.platform.crypto.secrets import encrypt_bytes  # noqa: PLC0415
    from einamt.platform.pdf.sealing import check_seal, seal_pdf  # noqa: PLC0415
    from einamt.platform.pdf.seals import Finding, current_seal  # noqa: PLC0415
    from einamt.platform.pdf.typesetting import qr_svg, typeset  # noqa: PLC0415

    now = datetime.now(UTC)
    names: tuple[str, ...] = (
        "city",
        "issuer",
        "title",
        "date",
        "reference_label",
        "reference",
        "seal",
        "check",
        "page",
    )
    names += ("code_label", "code", "qr_alt")
    values = {name: name for name in names} | dict.fromkeys(("lines", "sections", "addressee"), "[]")
    values |= {"language": "de", "paragraphs": '["Ein Satz."]'}
    page = typeset(template=TEMPLATE, values=values | {"qr": qr_svg(text="https://example.org")}, now=now)
    own = current_seal(city_name="Musterstadt", now=now)
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(own.certificate),
        signing_key=keys.PrivateKeyInfo.load(own.key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )

    def ours() -> None:
        sealed = seal_pdf(pdf=page, city_name="Musterstadt", reason="title", now=now)
        sha256(sealed).hexdigest()
        encrypt_bytes(content=sealed, purpose="documents.documentfile.pdf")

    def alone() -> None:
        metadata = PdfSignatureMetadata(
            field_name="Siegel", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name="Musterstadt"
        )
        PdfSigner(metadata, signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(page)), output=BytesIO())

    if check_seal(pdf=seal_pdf(pdf=page, city_name="Musterstadt", reason="title", now=now)) is not Finding.OURS:
        message = "a seal does not check out"
        raise WrongAnswer(message)
    rates: list[tuple[float, float]] = [
        (_rate(ours, seconds / TURNS / 2), _rate(alone, seconds / TURNS / 2)) for _ in range(TURNS)
    ]
    print(*(statistics.median(side) for side in zip(*rates, strict=True)))


def _rate(act: Callable[[], None], seconds: float) -> float:
    count, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds or not count:
        act()
        count += 1
    return count / took


if __name__ == "__main__":
    main(float(sys.argv[1]))
