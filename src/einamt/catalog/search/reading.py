"""Understanding a query: its words, and what each may mean."""

import re
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from einamt.catalog.search.elsewhere import Foreign, Matter
from einamt.catalog.search.index import NAME_PART, NAMED, Index
from einamt.catalog.search.language import PARTICLES, other_stems, stemmed, words
from einamt.catalog.search.lexicon import Meaning, Saying

LONGEST_QUERY = 200
"""Characters that are read; what is longer is cut at a word."""
MOST_WORDS = 24
HEAD_ALONE, MODIFIER_ALONE = 0.6, 0.4
"""What a part of a compound says where the rest of it is not known: a Hochzeitstorte is about a Torte."""
KIND = 0.9
"""What is left of a meaning where a word's kind was said: what holds of cars holds of motorbikes, mostly."""
SURE = 0.65
"""From this weight on a meaning that stands in a service's name or keywords says that the matter is the city's."""
RENDERED = 0.8
"""From this weight on a meaning in other words is the same matter: a Steuererklärung is about Einkommensteuer."""
SURER_THAN_PARTS = 0.85
"""From this certainty on a word with a slip was meant, and no compound that no service is about: hunde + teur."""
ALONE = 0.82
"""What is left of what a word means alone where several words mean something together."""

_CONJUNCTIONS = frozenset({"und", "oder", "aber", "wenn", "weil", "dass", "damit"})
_PREPOSITIONS = frozenset(
    {"aus", "von", "vom", "nach", "in", "ins", "zum", "zur", "bei", "beim", "fur", "am", "im", "wegen"}
)
_NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


@dataclass
class Term:
    """A word of the query that says something."""

    word: str
    stem: str
    is_weak: bool
    meanings: list[Meaning] = field(default_factory=list)
    certainty: float = 1.0
    """How sure it is that this word was meant; less than 1 where a typing error was corrected."""
    is_known: bool = False
    """Whether the word stands in the catalogue or the lexicon, if need be by its parts or after a correction."""
    is_foreign: bool = False
    """Whether the word is not a city's business."""
    matter: Matter | None = None
    """The matter of another body that the word belongs to; services may be about it too."""
    language: str = ""
    """The language that the matter was said in, where it is neither German nor English."""


def cut_query(query: str) -> tuple[str, bool]:
    """The part of a query that is read, and whether something was cut off."""
    text = " ".join(_NOT_TEXT.sub(" ", query[: LONGEST_QUERY * 8]).split())
    if len(text) <= LONGEST_QUERY and len(query) <= LONGEST_QUERY * 8:
        return text, False
    shortened = text[:LONGEST_QUERY]
    return (shortened.rsplit(" ", 1)[0] if " " in shortened else shortened), True


def read_query(query: str, index: Index) -> list[Term]:
    """The terms of a query, each with its meanings. Whatever is typed is read as words; there is no query syntax."""
    lexicon = index.lexicon
    typed = words(query)[:MOST_WORDS]
    persons = lexicon.elsewhere.persons(typed)
    found = [_basic_form(word, index) for word in typed]
    found = _joined(_with_particles(found, index), index)
    terms: dict[str, Term] = {}
    for word in found:
        if word not in lexicon.stopwords:
            term = Term(word=word, stem=word, is_weak=False) if word in persons else _term(word, index)
            terms.setdefault(term.stem, term)
    heard = {stemmed(word) for word in found if word in lexicon.stopwords and word not in lexicon.silent}
    said = _add_sayings(terms, heard, index)
    _leave_elsewhere(terms, said, index)
    _leave_deals(terms, frozenset(typed), said, index)
    return list(terms.values())


def _basic_form(word: str, index: Index) -> str:
    """The word that an irregular form belongs to; of a word that nobody knows, the Turkish one that it may be of."""
    lexicon = index.lexicon
    if basic := lexicon.forms.get(word):
        return basic
    if word in index.stems_by_word or word in lexicon.stopwords or _is_known(stemmed(word), index):
        return word
    return lexicon.turkish.basic(word) or word


def _with_particles(found: list[str], index: Index) -> list[str]:
    """Join a separable verb with the particle at its end: "melde mein Auto ab" says abmelden."""
    for end in range(1, len(found)):
        is_last = end == len(found) - 1 or found[end + 1] in _CONJUNCTIONS or found[end + 1] in _PREPOSITIONS
        if found[end] not in PARTICLES or not is_last:
            continue
        for start in range(end - 1, -1, -1):
            joined = found[end] + found[start]
            if len(found[start]) > 3 and any(
                _is_known(stem, index) for stem in (stemmed(joined), *other_stems(joined))
            ):
                return [*found[:start], joined, *found[start + 1 : end], *found[end + 1 :]]
    return found


def _joined(found: list[str], index: Index) -> list[str]:
    """Join neighbours that the catalogue writes as one word: "Personal Ausweis", "Kinder Reise Pass"."""
    result: list[str] = []
    at = 0
    while at < len(found):
        longest = next((end for end in (at + 3, at + 2) if _is_one_word(found[at:end], index)), at + 1)
        result.append("".join(found[at:longest]))
        at = longest
    return result


def _is_one_word(pieces: list[str], index: Index) -> bool:
    joined = "".join(pieces)
    return len(pieces) > 1 and len(joined) > 5 and joined in index.stems_by_word


def _is_known(stem: str, index: Index) -> bool:
    return stem in index.postings or stem in index.lexicon.sayings


def _term(word: str, index: Index) -> Term:
    """One word: as it is, by another form, by its parts, or corrected."""
    lexicon = index.lexicon
    stem = stemmed(word)
    if not _is_known(stem, index) and word not in index.stems_by_word:
        stem = next((other for other in other_stems(word) if _is_known(other, index)), stem)
    term = Term(word=word, stem=stem, is_weak=stem in lexicon.weak or word.isdigit())
    if _is_known(stem, index) or word in index.stems_by_word or term.is_weak:
        term.is_known = True
        _add_whole(term, word, index)
        return term
    parts = index.splitter.parts(word)
    nearest = None if parts and index.posting(parts) else index.speller.nearest(word)
    if parts and not (nearest and nearest[1] >= SURER_THAN_PARTS):
        term.is_known = True
        term.meanings.append(Meaning(stems=parts, weight=0.95))
        if 0 < len(telling := tuple(part for part in parts if part not in lexicon.weak)) < len(parts):
            term.meanings.append(Meaning(stems=telling, weight=0.9))
        _add_part_meanings(term, parts, index)
        return term
    if nearest:
        corrected, certainty = nearest
        term = _term_of_known(corrected, index)
        term.meanings = [Meaning(m.stems, m.weight * certainty) for m in term.meanings]
        term.certainty = certainty
        return term
    for end in index.splitter.known_ends(word):
        is_head = word.endswith(end[:4]) or stemmed(word).endswith(end)
        term.meanings.append(Meaning((end,), 0.45 if is_head else 0.35))
        _add_part_meanings(term, (end,), index, certainty=0.55 if is_head else 0.4)
    return term


def _term_of_known(word: str, index: Index) -> Term:
    stem = index.stems_by_word[word]
    term = Term(word=word, stem=stem, is_weak=stem in index.lexicon.weak, is_known=True)
    _add_whole(term, word, index)
    return term


def _add_whole(term: Term, word: str, index: Index) -> None:
    term.meanings.append(Meaning((term.stem,), 1.0))
    if parts := index.splitter.parts(word):
        term.meanings.append(Meaning(parts, 0.8))
        if term.stem not in index.postings:
            _add_part_meanings(term, parts, index)


def _add_part_meanings(term: Term, parts: tuple[str, ...], index: Index, *, certainty: float = 1.0) -> None:
    """What the parts of a compound mean together: Führerscheinverlust is a Verlust of a Fahrerlaubnis."""
    said = frozenset(parts)
    for part in parts:
        for saying in index.lexicon.sayings.get(part, ()):
            if len(saying.stems) > 1 and saying.stems <= said:
                term.meanings += [Meaning(m.stems, m.weight * 0.95 * certainty) for m in saying.meanings]
    for position, part in enumerate(parts):
        for saying in index.lexicon.sayings.get(part, ()):
            if len(saying.stems) == 1:
                rest = parts[:position] + parts[position + 1 :]
                term.meanings += [Meaning((*m.stems, *rest), m.weight * 0.85 * certainty) for m in saying.meanings]
                if rest and not any(_is_known(stem, index) for stem in rest):  # Spielhallenautomat, of an unknown kind
                    alone = HEAD_ALONE if position == len(parts) - 1 else MODIFIER_ALONE
                    term.meanings += [Meaning(m.stems, m.weight * alone * certainty) for m in saying.meanings]


@dataclass
class _Said:
    """What the sayings of a query give to its words, by stem."""

    alone: dict[str, list[Meaning]] = field(default_factory=lambda: defaultdict(list))
    """What a word means by itself."""
    jointly: dict[str, list[Meaning]] = field(default_factory=lambda: defaultdict(list))
    """What it means together with others."""
    together: set[str] = field(default_factory=set)
    """The words of a saying of several."""
    resolved: set[str] = field(default_factory=set)
    """The words that led to a service."""
    resolved_jointly: set[str] = field(default_factory=set)
    """Those of them that did so together with others."""
    rendered: set[str] = field(default_factory=set)
    """Those of them for which the catalogue has another word: it has the matter, by its own name."""


def _add_sayings(terms: dict[str, Term], heard: set[str], index: Index) -> _Said:
    """Give each term what the sayings mean that it is a word of; what was said.

    `heard` are words that say nothing by themselves and may belong to a saying ("Kind ist da", "kein Geld"). A saying
    of such words alone becomes a term of its own. What several words say together is surer than what each says alone:
    "Hund gefunden" is about found animals first, and about dogs only then. A word says what its kind says, too.
    """
    kinds = {kind: stem for stem in terms for kind in index.lexicon.kinds.get(stem, ()) if kind not in terms}
    found = _sayings_of(terms.keys() | heard | kinds.keys(), index)
    longer = [saying.stems for saying in found if len(saying.stems) > 2]
    said = _Said()
    for saying in found:
        meant = sorted({kinds.get(stem, stem) for stem in saying.stems} & terms.keys())
        if not meant:
            meant = [min(saying.stems)]
            terms.setdefault(meant[0], Term(word=meant[0], stem=meant[0], is_weak=False))
        meanings = _meanings_beside(saying, longer)
        if not saying.stems.isdisjoint(kinds):
            if len(saying.stems) == 1 and _says_little(terms[meant[0]], index):
                continue
            meanings = tuple(Meaning(m.stems, m.weight * KIND) for m in meanings)
        _note(said, meant, saying.stems, meanings, index)
    for kind, word in kinds.items():
        if kind in index.postings and not _says_little(terms[word], index):
            terms[word].meanings.append(Meaning((kind,), KIND * ALONE))
    for word, term in terms.items():
        _give(term, word, said)
    return said


def _says_little(term: Term, index: Index) -> bool:
    """Whether a word is weak, and its kind as weak as itself."""
    return term.is_weak and term.stem not in index.lexicon.circumstances


def _note(said: _Said, meant: list[str], words_of: AbstractSet[str], meanings: Iterable[Meaning], index: Index) -> None:
    """Note what the words of a saying mean."""
    is_joint = len(words_of) > 1
    for word in meant:
        (said.jointly if is_joint else said.alone)[word] += meanings
    if any(m.weight > SURE and _stands(m, index) for m in meanings):
        said.resolved.update(meant)
        if is_joint:
            said.resolved_jointly.update(meant)
    is_elsewhere = not index.lexicon.elsewhere.stems.isdisjoint(meant)
    if is_elsewhere and any(not words_of >= set(m.stems) and _is_the_matter(m, index) for m in meanings):
        said.rendered.update(meant)
    if is_joint:
        said.together.update(meant)
        if len(meant) > 1 and all(stem in index.postings for stem in meant):  # said as the catalogue writes it
            for word in meant:
                said.jointly[word].append(Meaning(tuple(meant), 1.0))


def _is_the_matter(meaning: Meaning, index: Index) -> bool:
    """Whether a meaning stands in a service, and is no other body's matter in other words: boşanma is a Scheidung."""
    stems = frozenset(meaning.stems)
    if meaning.weight < RENDERED or not _stands(meaning, index):
        return False
    return not index.lexicon.elsewhere.said(stems) or is_own(stems, stems, index)


def _stands(meaning: Meaning, index: Index) -> bool:
    """Whether a meaning stands in a service's name or keywords, if need be as parts of words."""
    posting = index.posting(meaning.stems)
    return posting is not None and float(posting[1].max()) >= NAME_PART


def _give(term: Term, word: str, said: _Said) -> None:
    """Give a term its meanings: its own, those it has alone, and those it has with others."""
    by_itself = [*term.meanings, *(Meaning(m.stems, m.weight * term.certainty) for m in said.alone[word])]
    if word in said.together:
        term.is_weak = False
        by_itself = [Meaning(m.stems, m.weight * ALONE) for m in by_itself]
    term.meanings = by_itself + [Meaning(m.stems, m.weight * term.certainty) for m in said.jointly[word]]
    term.is_known = term.is_known or word in said.together or bool(said.alone[word])


def _leave_elsewhere(terms: dict[str, Term], said: _Said, index: Index) -> None:
    """Note what is another body's matter, unless a service is just that, and take its meanings from the words.

    They keep them where services are about the matter too: a divorce is the court's, the name after it is not.
    """
    for foreign in index.lexicon.elsewhere.said(terms):
        if foreign.core <= said.rendered or _is_the_catalogues(foreign, terms.keys(), index):
            continue
        is_resolved = foreign.core <= said.resolved
        if foreign.is_the_citys:  # Ampel and kaputt are said of other things too
            is_resolved = is_resolved or not foreign.things.isdisjoint(said.resolved_jointly)
        is_left = not is_resolved and not _is_named(foreign.stems, index)
        for stem in foreign.stems:
            terms[stem].matter = terms[stem].matter or foreign.matter
            terms[stem].language = terms[stem].language or foreign.language
            if is_left:
                terms[stem].meanings = []
                terms[stem].is_weak = False
                terms[stem].is_foreign = True

    for term in terms.values():  # a Hochzeitstorte is a Torte
        is_known = term.stem in index.postings or term.stem in said.resolved
        parts = () if is_known else index.splitter.parts(term.word)
        if parts and parts[-1] not in index.postings and index.lexicon.elsewhere.said(parts[-1:]):
            term.meanings = []
            term.is_foreign = True


def _leave_deals(terms: dict[str, Term], typed: frozenset[str], said: _Said, index: Index) -> None:
    """Whoever buys, rents or repairs a thing is not a city's customer, unless a service is called like the thing."""
    deals = [term for term in terms.values() if term.word in index.lexicon.elsewhere.deals & typed]
    things = [term for term in terms.values() if term not in deals and not term.is_weak]
    if not things or any(is_own({term.stem}, terms.keys(), index) or _is_named({term.stem}, index) for term in things):
        return
    for term in deals:
        if term.stem not in said.together:
            term.meanings = []
            term.is_weak = False
            term.is_foreign = True


def _is_the_catalogues(foreign: Foreign, heard: AbstractSet[str], index: Index) -> bool:
    """Whether a service is just that. What is reported to the city is told from its offence by the verb alone (who
    reports a Falschparker is none), and so is what happens to a thing: a washing machine is repaired, or thrown away.
    """
    is_by_verb = foreign.is_the_citys or foreign.things < foreign.stems
    is_told_by_verb = is_by_verb and not foreign.stems.isdisjoint(index.lexicon.weak)
    return not is_told_by_verb and is_own(foreign.stems, heard, index)


def is_own(stems: AbstractSet[str], heard: AbstractSet[str], index: Index) -> bool:
    """Whether a name or a keyword of a service says all of it, and nothing that was not said."""
    telling = stems - index.lexicon.weak or stems
    phrases = index.phrases.get(min(telling), ())
    return any(telling <= phrase <= heard for phrase in phrases)


def _is_named(stems: Iterable[str], index: Index) -> bool:
    """Whether a service has all of the words in its name, as whole words."""
    named: set[int] | None = None
    for stem in stems:
        posting = index.postings.get(stem)
        if posting is None:
            return False
        positions, values = posting
        whole = set(positions[values >= NAMED].tolist())
        named = whole if named is None else named & whole
    return bool(named)


def _meanings_beside(saying: Saying, longer: list[frozenset[str]]) -> tuple[Meaning, ...]:
    """What a saying means, less surely where it is but a piece of a longer one: "Adresse im Ausweis ändern"."""
    if len(saying.stems) > 1 and any(saying.stems < stems for stems in longer):
        return tuple(Meaning(meaning.stems, meaning.weight * ALONE) for meaning in saying.meanings)
    return saying.meanings


def _sayings_of(said: set[str], index: Index) -> list[Saying]:
    """The sayings whose words are all said."""
    return [saying for stem in sorted(said) for saying in index.lexicon.sayings.get(stem, ()) if saying.stems <= said]
