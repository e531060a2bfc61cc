"""The catalogue's rows: organisations, offices, public services with their texts, and who offers what.

Names follow CPSV-AP (PublicService, PublicOrganisation, Evidence, Cost, Channel). An identifier is unique only together
with its `source`, as in XZuFi (`schemeAgencyID`): two cities may both have a service 120335.
"""

from einamt.catalog.models.areas import AddressEntry, Area
from einamt.catalog.models.changes import CatalogChange, Retirement
from einamt.catalog.models.findings import Finding, FindingTerm, LinkCheck
from einamt.catalog.models.offers import Responsibility, ServiceMatter, ServiceOffer
from einamt.catalog.models.organisations import Office, OpeningHours, Organisation, PostalArea
from einamt.catalog.models.revision import CatalogRevision
from einamt.catalog.models.services import Cost, LifeEvent, PublicService, ServiceItem, ServiceText, Synonym, Topic
from einamt.catalog.models.specialist_systems import SpecialistSystem
from einamt.catalog.models.versions import ServiceVersion, VersionHand
from einamt.catalog.models.words import EditorWord, MissedSearch, WordVersion

__all__ = [
    "AddressEntry",
    "Area",
    "CatalogChange",
    "CatalogRevision",
    "Cost",
    "EditorWord",
    "Finding",
    "FindingTerm",
    "LifeEvent",
    "LinkCheck",
    "MissedSearch",
    "Office",
    "OpeningHours",
    "Organisation",
    "PostalArea",
    "PublicService",
    "Responsibility",
    "Retirement",
    "ServiceItem",
    "ServiceMatter",
    "ServiceOffer",
    "ServiceText",
    "ServiceVersion",
    "SpecialistSystem",
    "Synonym",
    "Topic",
    "VersionHand",
    "WordVersion",
]
