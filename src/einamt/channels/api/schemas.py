"""What the interface answers with. Descriptions are German and translated when the description is read."""

from datetime import datetime

from ninja import Field, Schema

from einamt.kernel.errors import N_


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str = Field(description=N_("Adresse, die für diese Art von Ablehnung steht"))
    title: str = Field(description=N_("Der Statuscode in Worten"))
    status: int = Field(description=N_("Der Statuscode"))
    code: str = Field(description=N_("Kennwort der Ablehnung; es bleibt, wie es ist"))
    detail: str = Field(description=N_("Ein Satz für Menschen, in der Sprache der Anfrage"))


class ServiceCard(Schema):
    """A service in a list."""

    slug: str = Field(description=N_("Schlüssel in Adressen"))
    identifier: str = Field(description=N_("Kennung bei der Quelle"))
    name: str
    summary: str = Field(description=N_("Kurztext, vielleicht leer"))
    language: str = Field(description=N_("Sprache, in der die Texte wirklich sind"))
    is_fallback: bool = Field(description=N_("Ob es die Texte in der gewünschten Sprache nicht gibt"))
    needs_appointment: bool
    is_bookable: bool = Field(description=N_("Ob irgendwo ein Termin zu haben ist"))
    is_online: bool = Field(description=N_("Ob es online geht"))


class ServicePage(Schema):
    """A page of the list of services."""

    total: int = Field(description=N_("Alle Einträge der ganzen Liste"))
    offset: int = Field(description=N_("Wie viele davor stehen"))
    limit: int = Field(description=N_("Wie viele es auf einer Seite höchstens sind"))
    next_offset: int | None = Field(description=N_("Womit die nächste Seite beginnt; null auf der letzten"))
    services: list[ServiceCard]


class Item(Schema):
    """An entry of a list in a service's text."""

    name: str
    description: str
    link: str


class Cost(Schema):
    """A fee."""

    cents: int = Field(description=N_("Gebühr in Cent"))
    label: str


class Place(Schema):
    """An office that serves a service."""

    slug: str = Field(description=N_("Schlüssel in Adressen"))
    name: str
    district: str
    street: str
    postal_code: str
    city: str
    is_bookable: bool
    max_persons: int | None
    hint: str
    link: str


class Named(Schema):
    """A life event by name."""

    key: str
    name: str


class Service(Schema):
    """All about a service. Long texts are structured text: paragraphs, lists with "- ", links as [words](address)."""

    slug: str = Field(description=N_("Schlüssel in Adressen"))
    source: str = Field(description=N_("Wer die Kennung vergeben hat"))
    identifier: str = Field(description=N_("Kennung bei der Quelle"))
    leika: str = Field(description=N_("LeiKa-Schlüssel, 14 Ziffern oder leer"))
    language: str = Field(description=N_("Sprache, in der die Texte wirklich sind"))
    is_fallback: bool = Field(description=N_("Ob es die Texte in der gewünschten Sprache nicht gibt"))
    name: str
    summary: str
    description: str
    plain: str = Field(description=N_("In einfacher Sprache, vielleicht leer"))
    procedure: str
    duration: str
    costs_note: str
    responsible_body: str
    conditions: list[Item]
    evidence: list[Item]
    legal_basis: list[Item]
    forms: list[Item]
    links: list[Item]
    publications: list[Item]
    costs: list[Cost]
    life_events: list[Named]
    organisation: str
    needs_appointment: bool
    is_bookable: bool
    responsible: str = Field(description=N_("any-office, district oder central: welches Amt es sein darf"))
    channels: list[str] = Field(description=N_("office, online, post, phone"))
    online_url: str
    offers: list[Place]
    updated_at: datetime | None


class Matter(Schema):
    """Who else is responsible for what was asked."""

    key: str
    sentence: str = Field(description=N_("Ein Satz für Menschen, in der Sprache der Anfrage"))
    link: str = Field(description=N_("Wohin es weitergeht, vielleicht leer"))
    is_the_citys: bool = Field(
        description=N_("Ob die Stadt es selbst macht, aber keine Leistung dafür im Katalog steht")
    )


class OwnPage(Schema):
    """A page of the city itself, where that was asked for and no service."""

    key: str
    title: str
    text: str = Field(description=N_("Ein Satz für Menschen, in der Sprache der Anfrage"))
    link: str = Field(description=N_("Wohin es weitergeht, vielleicht leer"))


class Found(Schema):
    """What a search has found."""

    flagged: bool = Field(description=N_("Ob nichts passt; Treffer sind dann nur geraten"))
    was_cut: bool = Field(description=N_("Ob die Frage länger war, als gelesen wird"))
    matter: Matter | None = Field(description=N_("Wer sonst zuständig ist, wo das bekannt ist"))
    page: OwnPage | None = Field(
        description=N_("Die Seite der Stadt, nach der gefragt war, etwa Öffnungszeiten; Treffer gibt es dann keine")
    )
    services: list["Hit"]


class Hit(Schema):
    """A service that fits."""

    slug: str = Field(description=N_("Schlüssel in Adressen"))
    identifier: str = Field(description=N_("Kennung bei der Quelle"))
    name: str
    summary: str
    score: float = Field(description=N_("Ordnet die Treffer einer Suche und sagt sonst nichts"))


class Suggestion(Schema):
    """A service whose name begins like what is being typed."""

    text: str = Field(description=N_("Was zum Getippten passt"))
    slug: str = Field(description=N_("Schlüssel in Adressen"))
    name: str


class Span(Schema):
    """When a door is open, in minutes after midnight."""

    opens_minute: int
    closes_minute: int


class Day(Schema):
    """A weekday (1 is Monday) and its spans; none means closed."""

    weekday: int
    spans: list[Span]


class OfficeCard(Schema):
    """An office in a list."""

    slug: str = Field(description=N_("Schlüssel in Adressen"))
    identifier: str = Field(description=N_("Kennung bei der Quelle"))
    name: str
    district: str
    street: str
    postal_code: str
    city: str
    latitude: float | None
    longitude: float | None
    accessibility: str = Field(description=N_("step_free, lift, limited oder unknown"))
    week: list[Day] = Field(description=N_("Sieben Tage, oder keiner, wo keine Zeiten bekannt sind"))


class Office(OfficeCard):
    """All about an office."""

    accessibility_note: str
    transit: str
    payment: str
    phone: str
    email: str
    contact_url: str
    hours_note: str
    services: list[ServiceCard]


class LifeEventCard(Schema):
    """A life event."""

    key: str
    name: str
    hint: str
    services: int = Field(description=N_("Wie viele Leistungen dazu gehören"))


class LifeEvent(Schema):
    """A life event with its services."""

    key: str
    name: str
    hint: str
    services: list[ServiceCard]


Found.model_rebuild()
