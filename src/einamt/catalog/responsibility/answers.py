"""The answer to "who is responsible for me?": as exact as what is known, and what would decide where it is not."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils.translation import gettext, override

from einamt.catalog.errors import ServiceNotFound, SurnameUnreadable
from einamt.catalog.models import Organisation, PublicService, ServiceMatter
from einamt.catalog.responsibility import reasons
from einamt.catalog.responsibility.results import Answer, Candidate, Choice, Contact, Outcome, Question, Whereabouts
from einamt.catalog.responsibility.stored import Areas, Target, read_areas, rules_of_services
from einamt.catalog.responsibility.ways import Ways
from einamt.catalog.rules.letters import LetterRange, joined, name_key
from einamt.catalog.rules.responsibility import Rule, Share, answers_by_name, targets, winners
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city

OTHER = "-"
"""As `matter`: none of the kinds that the city tells apart."""


@dataclass(frozen=True, slots=True)
class _Win:
    """A rule that wins in one of the areas, for some matter and some names."""

    area_key: str
    matter: str
    names: LetterRange | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class _Case:
    """What is known of the question, ready to decide with."""

    rules: tuple[Rule, ...]
    areas: Areas
    area_keys: tuple[str, ...]
    matter_names: dict[str, str]
    matters: tuple[str, ...]
    """The kinds of matter that it may be; empty is none of those that are told apart."""
    name: str
    language: str
    is_address: bool
    """Whether the place is an address, and not a postal code or the name of an area."""


def responsible_for(
    *,
    service_id: int,
    place: Whereabouts | None,
    surname: str = "",
    matter: str = "",
    language: str,
    now: datetime,
) -> Answer:
    """Who answers for a public service at `place`, for somebody with `surname`, in a kind of `matter`.

    What is not given stays open: the answer then holds candidates, each with its reason, and the question that would
    decide. `surname` may be its beginning; `matter` is a key of the service's matters, or `OTHER` for none of them (an
    unknown key counts as not given). At most seven queries.

    :raises ServiceNotFound: there is no such public service.
    :raises SurnameUnreadable: the surname has no Latin letter.
    """
    service = PublicService.objects.filter(pk=service_id, is_public=True).first()
    if service is None:
        raise ServiceNotFound
    if surname and not name_key(surname):
        raise SurnameUnreadable
    ways = Ways(service_id=service.pk, place=place)
    with override(language):
        if service.responsible == PublicService.Responsible.ANY_OFFICE:
            return Answer(Outcome.ANY_OFFICE, reasons.reason_for_any_office(), offices=ways.all())
        areas = read_areas()
        stored = rules_of_services(
            services=[(service.pk, service.responsible, service.organisation_id)],
            areas=areas,
            on=local_date(moment=now, zone=city.zone()),
        )[service.pk]
        matter_names = _matter_names(service, language)
        known = {matter} & {OTHER, *matter_names}
        case = _Case(
            rules=stored.rules,
            areas=areas,
            area_keys=place.area_keys if place else (),
            matter_names=matter_names,
            matters=tuple("" if key == OTHER else key for key in known) or ("", *matter_names),
            name=name_key(surname),
            language=language,
            is_address=place is not None and place.is_address,
        )
        if place is None and any(rule.area_key for rule in stored.rules):
            return Answer(Outcome.OPEN, reasons.reason_for_question("place"), question=Question.PLACE)
        return _decided(case, ways, is_outside=place is not None and not place.area_keys)


def _decided(case: _Case, ways: Ways, *, is_outside: bool) -> Answer:
    wins = _wins(case)
    if not wins:
        one_area = case.areas.name(case.area_keys[0], case.language) if len(case.area_keys) == 1 else ""
        reason = reasons.reason_for_nobody(is_outside=is_outside and bool(case.rules), names_area=one_area)
        return Answer(Outcome.NOBODY, reason)
    question = _question(case, wins)
    candidates = _candidates(case, wins, ways)
    if len(candidates) == 1 and question is None:
        return Answer(Outcome.ONE, candidates[0].reason, candidates)
    if question is None:
        return Answer(Outcome.CANDIDATES, reasons.reason_for_overlap(), candidates)
    return Answer(
        Outcome.CANDIDATES,
        reasons.reason_for_question(question),
        candidates,
        question=question,
        choices=_choices(case, question),
    )


def _wins(case: _Case) -> list[_Win]:
    """Every rule that wins for something that is still possible."""
    found = []
    for area_key in case.area_keys or ("",):
        chain = case.areas.chain(area_key)
        for matter in case.matters:
            if case.name:
                won = winners(rules=case.rules, chain=chain, matter=matter, name=case.name)
                found += [_Win(area_key, matter, None, rule) for rule in won]
                continue
            for share in answers_by_name(rules=case.rules, chain=chain, matter=matter):
                found += [_Win(area_key, matter, share.names, rule) for rule in share.rules]
    return found


def _question(case: _Case, wins: Sequence[_Win]) -> Question | None:
    """What decides first: the place, then the matter, then the name; None where nothing that is open changes anything.

    Something decides where the answers differ with it while all else stays the same.
    """
    if _differs(wins, by=lambda win: win.area_key, rest=lambda win: (win.matter, win.names), parts=len(case.area_keys)):
        return Question.ADDRESS
    if _differs(wins, by=lambda win: win.matter, rest=lambda win: (win.area_key, win.names), parts=len(case.matters)):
        return Question.MATTER
    names = {share.names for share in _shares(case)}
    if _differs(wins, by=lambda win: win.names, rest=lambda win: (win.area_key, win.matter), parts=len(names)):
        return Question.LETTERS
    return None


def _differs(
    wins: Sequence[_Win], *, by: Callable[[_Win], Hashable], rest: Callable[[_Win], Hashable], parts: int
) -> bool:
    """Whether the answers are not the same for all `parts` values of one thing; a value without an answer differs."""
    groups: dict[Hashable, set[Hashable]] = {}
    for win in wins:
        groups.setdefault(by(win), set()).add((win.rule.target, rest(win)))
    return len(groups) < parts or len({frozenset(group) for group in groups.values()}) > 1


def _choices(case: _Case, question: Question) -> list[Choice]:
    if question is Question.MATTER:
        named = [Choice(key, name) for key, name in case.matter_names.items()]
        return [*named, Choice(OTHER, gettext("Etwas anderes"))]
    if question is not Question.LETTERS:
        return []
    by_answer: dict[tuple[Hashable, ...], list[LetterRange]] = {}
    for share in _shares(case):
        by_answer.setdefault(tuple(targets(share.rules)), []).append(share.names)
    ranges = sorted(each for found in by_answer.values() for each in joined(ranges=found))
    return [Choice(names.start, reasons.letters(names)) for names in ranges]


def _shares(case: _Case) -> list[Share]:
    """Who wins for which names, where place and matter are known or make no difference; empty where the name is."""
    if case.name:
        return []
    chain = case.areas.chain((case.area_keys or ("",))[0])
    return answers_by_name(rules=case.rules, chain=chain, matter=case.matters[0])


def _candidates(case: _Case, wins: Sequence[_Win], ways: Ways) -> list[Candidate]:
    by_target: dict[Target, list[_Win]] = {}
    for win in wins:
        by_target.setdefault(cast(Target, win.rule.target), []).append(win)
    asked_for = [target.organisation_id for target in by_target]
    organisations = Organisation.objects.select_related("parent").in_bulk(asked_for)
    return [
        Candidate(
            organisation_id=target.organisation_id,
            kind=organisations[target.organisation_id].kind,
            name=organisation_name(organisation=organisations[target.organisation_id], language=case.language),
            part_of=_part_of(organisations[target.organisation_id], case.language),
            unit=target.unit if case.language == "de" else target.unit_en or target.unit,
            reason=_reasons(case, of_target),
            area_keys=tuple(dict.fromkeys(win.area_key for win in of_target if win.area_key)),
            offices=ways.of(target.organisation_id),
            contact=_contact(organisations[target.organisation_id], case.language),
        )
        for target, of_target in by_target.items()
    ]


def _part_of(organisation: Organisation, language: str) -> str:
    above = _district_above(organisation)
    return organisation_name(organisation=above, language=language) if above is not None else ""


def _district_above(organisation: Organisation) -> Organisation | None:
    above = organisation.parent if organisation.kind == Organisation.Kind.AUTHORITY else None
    return above if above is not None and above.kind in Organisation.PARTS else None


def _contact(organisation: Organisation, language: str, through: str = "") -> Contact | None:
    if not (organisation.street or organisation.phone or organisation.email):
        above = _district_above(organisation)
        return _contact(above, language, _part_of(organisation, language)) if above is not None else None
    return Contact(
        through=through,
        street=organisation.street,
        postal_code=organisation.postal_code,
        city=organisation.city,
        phone=organisation.phone,
        email=organisation.email,
        hours=organisation.hours if language == "de" else organisation.hours_en or organisation.hours,
    )


def _reasons(case: _Case, wins: Iterable[_Win]) -> str:
    """Each reason once; a target may win in several areas, or for several ranges of names."""
    said = [
        reasons.reason_of(
            rule=win.rule,
            area_key=win.area_key,
            areas=case.areas,
            is_certain=len(case.area_keys) == 1 and case.is_address,
            matter_names=case.matter_names,
            language=case.language,
        )
        for win in wins
    ]
    return " ".join(dict.fromkeys(said))


def organisation_name(*, organisation: Organisation, language: str) -> str:
    """What an organisation is called where it stands alone; a district that is only a name becomes its Bezirksamt."""
    name = organisation.name if language == "de" else organisation.name_en or organisation.name
    if organisation.kind == Organisation.Kind.DISTRICT and "amt" not in organisation.name.lower():
        return gettext("Bezirksamt %(district)s") % {"district": name}
    return name


def _matter_names(service: PublicService, language: str) -> dict[str, str]:
    rows = ServiceMatter.objects.filter(service=service)
    return {row.key: row.name if language == "de" else row.name_en or row.name for row in rows}
