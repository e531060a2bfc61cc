"""A service and an office with which nothing is wrong, and how to spoil them."""

from dataclasses import replace

from einamt.catalog.editing.content import Content, Entry, Fee, Text
from einamt.catalog.linting.rules.facts import Hours, OfficeFacts
from einamt.catalog.rules.distances import Place

GERMAN = Text(
    name="Reisepass beantragen",
    summary="Für Reisen in Länder, für die der Personalausweis nicht reicht.",
    description="Der Reisepass gilt zehn Jahre.",
    plain="Sie brauchen einen Termin.",
    procedure="Sie kommen selbst.",
    duration="Etwa vier bis sechs Wochen.",
)
ENGLISH = Text(
    name="Apply for a passport",
    summary="For travel where the identity card is not enough.",
    description="The passport is valid for ten years.",
    plain="You need an appointment.",
    procedure="You come in person.",
    duration="About four to six weeks.",
)
GOOD = Content(
    texts={"de": GERMAN, "en": ENGLISH},
    items={"de": {"evidence": (Entry("Alter Ausweis"),), "legal-basis": (Entry("§ 6 PassG"),)}},
    fees=(Fee(7000, "ab 24 Jahren", "from 24 years"), Fee(3200, "Express", "Express")),
    synonyms={"de": ("Pass",)},
)
GOOD_OFFICE = OfficeFacts(1, "Bürgeramt", "Breite Straße 24a", "13187", Place(52.57, 13.4), (Hours(1, 480, 720),), 3)


def with_german(**texts: str) -> Content:
    """The good service with other German texts."""
    return replace(GOOD, texts={**GOOD.texts, "de": replace(GERMAN, **texts)})


def with_english(**texts: str) -> Content:
    """The good service with these English texts alone."""
    return replace(GOOD, texts={**GOOD.texts, "en": Text(**texts)})
