"""BundID's levels and attributes. Plain Python.

Source: the user fields of digitalservicebund/bundid-simulator (src/main/resources, Apache-2.0), which follow the
integration manual of BundID; names are OIDs as URN. Asked for is only what is used here (Art. 5(1)(c) GDPR).
"""

from dataclasses import dataclass

from einamt.kernel.assurance import Level

LEVELS = {
    "STORK-QAA-Level-1": Level.LOW,  # name and password (Basisregistrierung)
    "STORK-QAA-Level-3": Level.SUBSTANTIAL,  # ELSTER certificate, means of other member states
    "STORK-QAA-Level-4": Level.HIGH,  # identity card, residence permit, card for citizens of the Union
}
CONTEXTS = {level: name for name, level in LEVELS.items()}


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that is asked for; `required` ones must be given, else BundID does not answer."""

    name: str
    required: bool = False


PSEUDONYM = Attribute("urn:oid:1.3.6.1.4.1.25484.494450.3", required=True)
"""bPK2: stable for a person and this service provider, another one for every other service provider."""
LEVEL = Attribute("urn:oid:1.2.40.0.10.2.1.1.261.94")
"""EID-CITIZEN-QAA-LEVEL."""
GIVEN_NAME = Attribute("urn:oid:2.5.4.42")
SURNAME = Attribute("urn:oid:2.5.4.4")
MAIL = Attribute("urn:oid:0.9.2342.19200300.100.1.3")
ASKED_FOR = (PSEUDONYM, LEVEL, GIVEN_NAME, SURNAME, MAIL)
