"""Whether a translation says what the German text says: of one length, and not older."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from einamt.catalog.editing.content import KINDS, TEXT_FIELDS, Content, Entry, Text
from einamt.catalog.linting.rules.complaints import Complaint
from einamt.catalog.linting.rules.facts import Outdated, ServiceFacts
from einamt.catalog.linting.rules.modules import LISTS, MODULES
from einamt.kernel.errors import N_

GERMAN = "de"
Part = str | tuple[Entry, ...]


def lists_of_unequal_length(facts: ServiceFacts) -> Iterator[Complaint]:
    """A list has more entries in one language than in German: somebody brings too little."""
    german = facts.content.items.get(GERMAN, {})
    for language, kinds in facts.content.items.items():
        for kind, entries in kinds.items():
            if german.get(kind) and len(entries) != len(german[kind]):
                yield Complaint(
                    N_("„%(module)s“ hat auf Deutsch %(german)d Einträge, in der Sprache %(language)s aber %(other)d."),
                    {
                        "module": LISTS[kind],
                        "german": len(german[kind]),
                        "language": language,
                        "other": len(entries),
                    },
                    f"{language}.{kind}",
                )


def fees_untranslated(facts: ServiceFacts) -> Iterator[Complaint]:
    """A fee says in German what it is for, but not in a language that the service is explained in."""
    for language in facts.content.languages:
        if language == GERMAN:
            continue
        for place, fee in enumerate(facts.content.fees, start=1):
            said = fee.label_en if language == "en" else fee.further_labels.get(language)
            if fee.label and not said:
                yield Complaint(
                    N_("Wofür die Gebühr „%(label)s“ ist, steht nicht da in der Sprache %(language)s."),
                    {"label": fee.label[:100], "language": language},
                    f"{language}.{place}",
                )


def older_than_german(facts: ServiceFacts) -> Iterator[Complaint]:
    """The German text, or a list, was changed after its translation: the translation may say what is true no more."""
    for each in facts.outdated:
        yield Complaint(
            N_("„%(module)s“ in der Sprache %(language)s ist älter als auf Deutsch, geändert am %(day)s."),
            {
                "module": (MODULES | LISTS)[each.part],
                "language": each.language,
                "day": each.changed_at.strftime("%d.%m.%Y"),
            },
            f"{each.language}.{each.part}",
        )


def outdated(history: Iterable[tuple[datetime, Content]]) -> tuple[Outdated, ...]:
    """What is older than its German counterpart after some versions, the earliest first, each with its moment."""
    held: dict[tuple[str, str], Part] = {}
    changed: dict[tuple[str, str], tuple[int, datetime]] = {}
    for number, (moment, content) in enumerate(history):
        parts = _parts(content)
        for key in held.keys() | parts.keys():
            if held.get(key) != parts.get(key):
                changed[key] = (number, moment)
        held = parts
    return tuple(
        Outdated(language, part, changed[GERMAN, part][1])
        for language, part in sorted(held)
        if language != GERMAN and (GERMAN, part) in held and changed[GERMAN, part][0] > changed[language, part][0]
    )


def _parts(content: Content) -> dict[tuple[str, str], Part]:
    """What is said, by language and part; empty ones are left out."""
    said: dict[tuple[str, str], Part] = {}
    for language in content.texts.keys() | content.items.keys():
        text, kinds = content.texts.get(language, Text()), content.items.get(language, {})
        said |= {(language, name): value for name in TEXT_FIELDS if (value := getattr(text, name))}
        said |= {(language, kind): kinds[kind] for kind in KINDS if kinds.get(kind)}
    return said
