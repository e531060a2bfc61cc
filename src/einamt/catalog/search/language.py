"""German as people type it: folding, word forms, separable verbs. Plain Python; knows no service.

Every word goes through the same two steps, in the catalogue and in a query. `folded` makes one spelling of several
(Führerschein, Fuehrerschein and Fuhrerschein are `fuhrerschein`); `stemmed` makes one form of several (anmelden,
Anmeldung, angemeldet and anzumelden are `anmeld`). Neither result is meant to be read.
"""

import re
import unicodedata
from functools import lru_cache

_GENDER = re.compile(r"(?<=\w)(?:[*:_]in(?:nen)?|/-?in(?:nen)?|\(in(?:nen)?\))\b|(?<=[a-zäöüß])Innen\b")
_APOSTROPHE = re.compile(r"(?<=\w)['’`´](?:s\b)?")
_INITIAL = re.compile(r"\b([A-Za-z])\s?-\s?(?=[A-Za-zÄÖÜäöü]{3})")
_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "æ": "a", "ø": "o", "œ": "o", "ı": "i", "ł": "l"})
_TWO_LETTER_UMLAUT = re.compile(r"ae|oe|(?<![aeq])ue")

PARTICLES = frozenset(
    {"ab", "an", "auf", "aus", "ein", "um", "vor", "nach", "zu", "weg", "zuruck", "fest", "los", "mit"}
)
"""What a separable verb leaves at the end of the sentence, folded."""

_PREFIX = "(ab|an|auf|aus|ein|um|vor|nach|zu|weg|zuruck|hin|her|los|mit|fest|frei|bei|wieder|durch|unter|uber)"
_WITH_ZU = re.compile(rf"{_PREFIX}zu(\w{{3,}}n)")
_PARTICIPLE = re.compile(rf"{_PREFIX}ge(\w{{3,}}?)(?:et|t|en)")
_PLAIN_PARTICIPLE = re.compile(r"ge(\w{3,}?)(?:et|t|en)")
_STRONG = {
    "zog": "zieh",
    "schrieb": "schreib",
    "nomm": "nehm",
    "geb": "geb",
    "gang": "geh",
    "stieg": "steig",
    "loff": "lauf",
    "lauf": "lauf",
    "wand": "wend",
    "riss": "reiss",
    "schloss": "schliess",
    "tret": "tret",
    "holf": "helf",
    "sproch": "sprech",
    "worf": "werf",
    "bot": "biet",
    "komm": "komm",
    "fund": "find",
}
_WHOLE = frozenset(
    {"person", "wetter", "vater", "mutter", "bruder", "schwester", "tochter", "wasser", "keller", "zimmer", "alter"}
    | {
        "steuer",
        "feuer",
        "winter",
        "sommer",
        "silvester",
        "semester",
        "theater",
        "messer",
        "fenster",
        "kater",
        "muster",
    }
    | {"computer", "register", "lager", "leder", "titel", "artikel", "mittel", "wagen", "garten", "hafen", "boden"}
    | {"termin", "magen", "butter", "donner", "sauer", "teuer", "mauer", "kammer", "opfer", "eltern", "ferien", "daten"}
    | {"papier", "klavier", "offizier", "quartier", "tier", "stier", "center", "partner", "pflaster", "kloster"}
)
"""Words whose ending is no ending."""
_SUFFIXES = ("innen", "ern", "em", "en", "er", "es", "e")
_ARTICLE = "ال"
_CYRILLIC = re.compile("[а-яґєії]")
_CASES = re.compile(
    "(?<=.{4})(?:[яаыи]ми|[ое](?:го|му)|и[юяие]|[оеую]ю|[оеі]в|[еыо]и|[аяоеы]я|[оеы]е|[оеая]м|[ая]х|[аяоеиыуюьіє])$"
)
"""Russian and Ukrainian endings of nouns and adjectives, as `folded` leaves them (й is и)."""
_NIS = re.compile(r"(\w{2,}nis)(?:se|sen|ses)?")
_BEFORE_S = frozenset("bdfghklmnrtoay")
_VOWEL = re.compile("[aeiouy]")


def words(text: str) -> list[str]:
    """The folded words of a text, in order; single initials before a hyphen belong to their word (P-Konto)."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if not text.replace(" ", "").isalpha():
        text = _INITIAL.sub(r"\1", _GENDER.sub("", _APOSTROPHE.sub("", text)))
    elif "Innen" in text:
        text = _GENDER.sub("", text)
    return [folded(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """One spelling of a word: small, without accents, umlauts and ß however they are written."""
    word = word.lower()
    if not word.isascii():
        word = unicodedata.normalize("NFC", word).translate(_LETTERS)
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return _TWO_LETTER_UMLAUT.sub(lambda match: match[0][0], word)


@lru_cache(maxsize=50_000)
def stemmed(word: str) -> str:
    """The stem of a folded word. Rule-based and coarse: now and then it joins what does not belong together."""
    if with_zu := _WITH_ZU.fullmatch(word):
        word = with_zu[1] + with_zu[2]
    elif participle := _PARTICIPLE.fullmatch(word):
        root = participle[2]
        if root.endswith("er") and _is_stem(root[:-2]) and root not in _WHOLE:  # eingebürgert, as Einbürgerung
            root = root[:-2]
        return participle[1] + _STRONG.get(root, root)
    if len(word) == 4 and word.isascii() and word.endswith("e") and _is_stem(word[:-1]):
        return word[:-1]  # Name, as Namen
    if len(word) < 5 or not word.isalpha():
        return word
    if not word.isascii():
        return _in_another_script(word)
    return _whole(word) or _without_ending(word)


def _in_another_script(word: str) -> str:
    """Without the endings of case, number and gender in Russian and Ukrainian, without the article in Arabic.

    As coarse as light stemmers that do for searching (Dolamic and Savoy 2009; Larkey, Ballesteros and Connell 2007).
    """
    if word.startswith(_ARTICLE):
        return word.removeprefix(_ARTICLE)
    if _CYRILLIC.match(word):
        return _CASES.sub("", word)
    return word


def _whole(word: str) -> str:
    """The word itself where its ending is none, with a plural or a case taken off."""
    if nis := _NIS.fullmatch(word):
        return nis[1]
    for ending in ("", "n", "s", "e", "es", "en"):
        if word.endswith(ending) and word[: len(word) - len(ending)] in _WHOLE:
            return word[: len(word) - len(ending)]
    return ""


def _without_ending(word: str) -> str:
    for suffix in ("ungen", "ung"):  # Verlängerung and verlängern: what is left is a verb and has endings of its own
        if word.endswith(suffix) and _is_stem(word[: -len(suffix)]):
            word = f"{word[: -len(suffix)]}en"
    if word.endswith(("eln", "elt")):  # wechseln, wechselt
        return word[:-1]
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and _is_stem(rest := word[: -len(suffix)]):
            return rest[:-2] if suffix == "en" and rest.endswith("er") and _is_stem(rest[:-2]) else rest
    if word.endswith("s") and word[-2] in _BEFORE_S and _is_stem(word[:-1]):
        return word[:-1]
    return word


def other_stems(word: str) -> list[str]:
    """Further stems that a folded word may have where `stemmed` leads nowhere: verb endings, English endings."""
    found = []
    if participle := _PLAIN_PARTICIPLE.fullmatch(word):
        found += [participle[1], stemmed(participle[1])]
    for ending in ("e", "er", "es", "em", "en"):  # entlaufene, gemeldeter: a participle as an adjective
        if word.endswith((f"en{ending}", f"t{ending}")) and _is_stem(rest := word[: -len(ending)]):
            found.append(stemmed(rest))
    for ending in ("test", "tet", "te", "st", "et", "t", "ing", "ed", "es", "s", "d"):
        rest = word[: -len(ending)]
        if word.endswith(ending) and len(rest) >= 4 and _is_stem(rest):
            found += [rest, stemmed(rest)]
    return list(dict.fromkeys(found))


def _is_stem(rest: str) -> bool:
    return len(rest) >= 3 and _VOWEL.search(rest) is not None
