"""Whether texts and figures say the same: fees, and how long it takes."""

import re
from collections.abc import Iterator
from itertools import combinations

from einamt.catalog.editing.content import Text
from einamt.catalog.linting.rules.complaints import Complaint
from einamt.catalog.linting.rules.facts import ServiceFacts
from einamt.catalog.linting.rules.modules import MODULES
from einamt.catalog.rules.texts import plain
from einamt.kernel.errors import N_

PROSE = ("summary", "description", "plain", "procedure", "costs_note")
_FREE = re.compile(
    r"\b(?:kostenlos|kostenfrei|gebührenfrei|kostet nichts|free of charge|no charge|no fee)\b", re.IGNORECASE
)
_OF_THE_WHOLE = re.compile(
    r"(?:das|dies|es|alles|(?:die|diese) leistung|(?:this|it|everything|(?:the|this) service))"
    r"(?:\s+(?:alles|ganze|hier))?",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:ist|sind|bleibt|kostet|kosten|is|are|costs?)\b", re.IGNORECASE)
_SOMETIMES = re.compile(
    r"\b(?:wenn|falls|für|unter|bis|bei|erste[nrs]?|nur|sofern|meist\w*|sonst|danach|foto\w*|if|for|under|first|only|when|unless|photo\w*|mit|ohne|with|without)\b",
    re.IGNORECASE,
)
_PAID = re.compile(r"kost(?:et|en)\b|gebühr|zahlen|bezahl|\bfees?\b|\bcosts?\b|\bpay\b|\bcharge", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:€\s?(?P<before>\d[\d.,]*\d|\d))|(?P<after>\d[\d.,]*\d|\d)\s?(?:€|euros?\b|EUR\b|cent\b)", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„])|\n+")
_TAKES = re.compile(r"dauert|dauer\b|bearbeitung|takes?\b|processing", re.IGNORECASE)
_LASTS = re.compile(
    r"gültig|gilt\b|gelten|bleibt|bestehen|laufzeit|aufenthalt|frist|spätestens|früher|vorher|höchstens alt"
    r"|\bmüssen sie|\bmelden sie|nach (?:dem|der|einem|einer)\b|\bseit\b|\bvor (?:dem|der)\b"
    r"|\bvalid|\bexpire|deadline|no later|at the latest|\byou must|\bafter\b|\bbefore\b",
    re.IGNORECASE,
)
"""How long something holds, and until when people must act: not how long the office takes."""
_NUMBERS = {
    **dict.fromkeys(("ein", "eine", "einen", "einem", "einer", "one", "a"), 1),
    **{
        word: number
        for number, words in enumerate(
            (
                "zwei two",
                "drei three",
                "vier four",
                "fünf five",
                "sechs six",
                "sieben seven",
                "acht eight",
                "neun nine",
                "zehn ten",
                "elf eleven",
                "zwölf twelve",
            ),
            start=2,
        )
        for word in words.split()
    },
}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_SPAN = re.compile(
    rf"\b(?P<least>{_COUNT})(?:\s*(?:bis|to|–|-|or|oder)\s*(?P<most>{_COUNT}))?\s+"
    r"(?P<unit>werktag|arbeitstag|tag|woche|monat|jahr|working day|day|week|month|year)\w*",
    re.IGNORECASE,
)
_DAYS = {"tag": 1, "day": 1, "woche": 7, "week": 7, "monat": 30, "month": 30, "jahr": 365, "year": 365}
_ARTICLES = frozenset({"eine", "einen", "einer", "this", "your", "ihre", "ihren", "ihrem"})
SHORT = 4
"""Words of a sentence without a verb that speaks of the whole: "Für Sie kostenlos."."""
TOLERANCE = 1.5
"""A week of working days is not a week: spans further apart than this factor contradict each other."""


def free_yet_not_free(facts: ServiceFacts) -> Iterator[Complaint]:
    """A text says that the service costs nothing, without an "if" or "for", while every listed fee is above zero."""
    fees = facts.content.fees
    if not fees or any(fee.cents == 0 for fee in fees):
        return
    for language, name, sentence in _sentences(facts):
        if _FREE.search(sentence) and not _SOMETIMES.search(sentence) and _is_of_the_whole(sentence, facts):
            yield Complaint(
                N_("In „%(module)s“ (%(language)s) steht „%(sentence)s“, bei den Gebühren aber ein Betrag."),
                {"module": MODULES[name], "language": language, "sentence": sentence[:160]},
                f"{language}.{name}",
            )


def amount_not_among_fees(facts: ServiceFacts) -> Iterator[Complaint]:
    """A sentence about costs names an amount that is no listed fee, nor the sum of two of them."""
    fees = [fee.cents for fee in facts.content.fees]
    if not fees:
        return
    known = {*fees, *(one + other for one, other in combinations(fees, 2)), sum(fees)}
    for language, name, sentence in _sentences(facts):
        if not _PAID.search(sentence):
            continue
        for amount in _AMOUNT.finditer(sentence):
            cents = _cents(amount)
            if cents is not None and cents not in known:
                yield Complaint(
                    N_(
                        "In „%(module)s“ (%(language)s) steht %(amount)s. Bei den Gebühren gibt es diesen Betrag nicht."
                    ),
                    {"module": MODULES[name], "language": language, "amount": amount[0]},
                    f"{language}.{name}.{cents}",
                )


def duration_contradicts_text(facts: ServiceFacts) -> Iterator[Complaint]:
    """A sentence about how long it takes names a span that has nothing in common with the duration given."""
    for language, text in facts.content.texts.items():
        stated = _spans(text.duration)
        if not stated:
            continue
        for name in ("summary", "description", "plain", "procedure"):
            for sentence in _split(getattr(text, name)):
                if not _TAKES.search(sentence) or _LASTS.search(sentence):
                    continue
                told = _spans(sentence)
                if told and not any(_meet(one, other) for one in told for other in stated):
                    yield Complaint(
                        N_("In „%(module)s“ (%(language)s) steht „%(sentence)s“, bei der Dauer aber „%(duration)s“."),
                        {
                            "module": MODULES[name],
                            "language": language,
                            "sentence": sentence[:160],
                            "duration": plain(text.duration)[:120],
                        },
                        f"{language}.{name}",
                    )


def durations_differ_by_language(facts: ServiceFacts) -> Iterator[Complaint]:
    """The duration in one language has nothing in common with the German one."""
    german = _spans(facts.content.texts.get("de", Text()).duration)
    for language, text in facts.content.texts.items():
        other = _spans(text.duration)
        if language != "de" and german and other and not any(_meet(a, b) for a in german for b in other):
            yield Complaint(
                N_("Die Dauer in der Sprache %(language)s („%(duration)s“) ist eine andere als auf Deutsch."),
                {"language": language, "duration": plain(text.duration)[:120]},
                language,
            )


def _is_of_the_whole(sentence: str, facts: ServiceFacts) -> bool:
    """Whether a sentence speaks of the service and not of something beside it: its subject is "das", or is what the
    service's name names, or it has none ("Kostenlos.").
    """
    verb = _VERB.search(sentence)
    subject = sentence[: verb.start()].strip() if verb else ""
    if not subject:
        return verb is not None or len(sentence.split()) <= SHORT
    if _OF_THE_WHOLE.fullmatch(subject):
        return True
    named = " ".join(text.name for text in facts.content.texts.values()).casefold()
    words = [word for word in re.findall(r"\w+", subject.casefold()) if len(word) > 3 and word not in _ARTICLES]
    return bool(words) and all(word in named for word in words)


def _sentences(facts: ServiceFacts) -> Iterator[tuple[str, str, str]]:
    for language, text in facts.content.texts.items():
        for name in PROSE:
            for sentence in _split(getattr(text, name)):
                yield language, name, sentence


def _split(text: str) -> Iterator[str]:
    return (plain(part) for part in _SENTENCE.split(text) if part.strip())


def _cents(amount: re.Match[str]) -> int | None:
    """The cents of an amount as Germans or the English write it."""
    digits = amount["before"] or amount["after"]
    if amount[0].casefold().endswith("cent"):
        return int(digits) if digits.isdigit() else None
    whole, mark, rest = digits, "", ""
    if found := re.fullmatch(r"(.+)([.,])(\d{2})", digits):
        whole, mark, rest = found[1], found[2], found[3]
    plain_whole = re.sub(r"[.,]", "", whole)
    return int(plain_whole) * 100 + (int(rest) if mark else 0)


def _spans(text: str) -> list[tuple[float, float]]:
    """Spans of days that a text names, as least and most."""
    found = []
    for span in _SPAN.finditer(text):
        unit = next(days for word, days in _DAYS.items() if word in span["unit"].casefold())
        least = _number(span["least"]) * unit
        most = _number(span["most"]) * unit if span["most"] else least
        found.append((float(min(least, most)), float(max(least, most))))
    return found


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text.casefold()]


def _meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[0] <= other[1] * TOLERANCE and other[0] <= one[1] * TOLERANCE
