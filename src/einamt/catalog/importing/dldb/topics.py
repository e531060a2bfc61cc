"""Topics of a DLDB file."""

from einamt.catalog.importing.dldb.envelope import Envelope
from einamt.catalog.importing.records import Delivery, TopicRecord
from einamt.catalog.importing.values import Entry

_KNOWN = frozenset({"id", "name", "path", "relation", "meta", "links", "virtual"})


def read_topics(envelope: Envelope, delivery: Delivery) -> None:
    """Add the topics of a file to the delivery."""
    topics = delivery.topics = delivery.topics or {}
    known = {entry.identifier for entry in envelope.entries}
    for entry in envelope.entries:
        entry.unknown_keys(_KNOWN)
        topics[entry.identifier] = TopicRecord(
            identifier=entry.identifier,
            name=(entry.text("name") or entry.identifier)[:200],
            path=entry.text("path")[:200],
            parent=_parent(entry, known),
            services=frozenset(entry.inner("relation").identifiers("services")),
        )
    _cut_circles(topics, envelope)


def _parent(entry: Entry, known: set[str]) -> str:
    parents = entry.inner("relation").identifiers("parents")
    for parent in parents:
        if parent in known:
            return parent
    if parents:
        entry.warn("dangling-topic", f"names the parents {', '.join(parents[:5])}, which do not exist")
    return ""


def _cut_circles(topics: dict[str, TopicRecord], envelope: Envelope) -> None:
    for entry in envelope.entries:
        seen = {entry.identifier}
        parent = topics[entry.identifier].parent
        while parent:
            if parent in seen:
                entry.warn("topic-circle", f"is its own ancestor by way of {parent}; taken without a parent")
                topic = topics[entry.identifier]
                topics[entry.identifier] = TopicRecord(topic.identifier, topic.name, topic.path, "", topic.services)
                break
            seen.add(parent)
            parent = topics[parent].parent
