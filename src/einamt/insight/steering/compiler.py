"""From definitions to DuckDB's SQL.

Facts are first counted into *cells*: per source a table of sums by month, district, office, service and channel (one
column a condition), and for each quantile a table of how often each value occurred. Cells can be added up, so that one
statement over them answers for any place and any months; medians stay exact, since every value is kept with its weight.
Both are also counted by places only and by services and channels only: what asks for no more than these reads no more.
A period that is not made of whole months is counted into the same cells on the way. A correction weighs -1 and takes
away what it corrects in both tables.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from einamt.insight.steering.indicators.definition import Dimension, Indicator, Quantile, Share, Source
from einamt.platform.facts.queries import view_name

MONTH = "month"
COARSER: Mapping[str, tuple[Dimension, ...]] = {
    "place": (Dimension.DISTRICT, Dimension.OFFICE),
    "key": (Dimension.SERVICE, Dimension.CHANNEL),
}
"""What cells are also counted by: a figure is told apart by places, or by service or channel, seldom by both."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A table of cells, `name` in SQL: `sums` by month, `dimensions` and `amount`, of rows that meet `condition`."""

    name: str
    source: Source
    sums: Mapping[str, str]
    """Expressions by column."""
    dimensions: Sequence[Dimension]
    """Those of the source, or fewer."""
    amount: str = ""
    """The expression whose values are kept apart; empty for plain sums."""
    condition: str = "true"

    def select(self, *, relation: str, where: str = "true", grain: str = "month") -> str:
        """The statement that counts the rows of `relation` for which `where` holds; `month` holds the days' `grain`.

        Dimensions that it is not counted by are NULL.
        """
        columns = [f"date_trunc('{grain}', {self.source.day})::DATE AS {MONTH}"]
        columns += [f"{one if one in self.dimensions else 'NULL::VARCHAR'} AS {one}" for one in Dimension]
        columns += [f"({self.amount})::INTEGER AS amount"] if self.amount else []
        columns += [f"{expression} AS {name}" for name, expression in self.sums.items()]
        kept = f"({self.condition}) AND ({where})"
        return f"SELECT {', '.join(columns)} FROM {relation} WHERE {kept} GROUP BY ALL"  # noqa: S608 - our own words

    def coarser(self) -> list["Cells"]:
        """The same counted by fewer dimensions."""
        named = [replace(self.only_by(keys), name=f"{self.name}_by_{name}") for name, keys in COARSER.items()]
        return [one for one in named if 0 < len(one.dimensions) < len(self.dimensions)]

    def only_by(self, keys: Collection[str]) -> "Cells":
        """The same, counted by no other dimensions than `keys`."""
        return replace(self, dimensions=[one for one in self.dimensions if one in keys])

    def told_by(self, keys: Collection[str]) -> str:
        """The name of the smallest table of these cells that can be told apart by `keys`."""
        return next((one.name for one in self.coarser() if {MONTH, *keys} <= {MONTH, *one.dimensions}), self.name)


def tallies_of(source: Source, indicators: Iterable[Indicator]) -> Cells:
    """The cells of the shares over `source`."""
    sums: dict[str, str] = {}
    for indicator in indicators:
        share = indicator.reckoning
        if isinstance(share, Share) and share.source.code == source.code:
            sums |= sums_of(share, name=indicator.code)
    return Cells(name=f"cells_of_{source.code}", source=source, sums=sums, dimensions=source.dimensions)


def sums_of(share: Share, *, name: str) -> dict[str, str]:
    """The two columns of a share called `name`: the part, and the whole."""
    weight = share.source.weight
    return {
        f"{column(name)}_part": f"sum({weight}) FILTER (({share.whole}) AND ({share.part}))::BIGINT",
        f"{column(name)}_whole": f"sum({weight}) FILTER ({share.whole})::BIGINT",
    }


def column(name: str) -> str:
    """What a code is called in SQL."""
    return name.replace("-", "_")


def values_of(quantile: Quantile) -> Cells:
    """The cells of a quantile: how often each value occurred. Quantiles of the same values share them."""
    return Cells(
        name=f"values_of_{quantile.source.code}",
        source=quantile.source,
        sums={"weight": f"sum({quantile.source.weight})::BIGINT"},
        dimensions=quantile.source.dimensions,
        amount=quantile.value,
        condition=f"({quantile.where}) AND ({quantile.value}) IS NOT NULL",
    )


def cells_of(indicators: Sequence[Indicator]) -> list[Cells]:
    """All cells that the indicators need.

    :raises ValueError: two quantiles over one source ask for different values; their tables would need names.
    """
    needed: dict[str, Cells] = {}
    for indicator in indicators:
        cells = _cells_for(indicator, indicators)
        if cells is not None and needed.setdefault(cells.name, cells) != cells:
            message = f"{indicator.code}: another quantile asks for other values of {cells.source.code}"
            raise ValueError(message)
    return list(needed.values())


def statement(
    *,
    indicators: Sequence[Indicator],
    all_indicators: Sequence[Indicator],
    by: Sequence[str],
    narrowed_to: Sequence[Dimension],
    from_facts: bool,
) -> str:
    """One statement that answers all `indicators` (shares and quantiles) by the columns `by`.

    Its columns are `code`, those of `by`, `reckoned` (NULL: no data) and `cases` (what it is reckoned from). Parameters
    are `$start` and `$until` (days, half-open; of whole months unless `from_facts`), and one named like each dimension
    of `narrowed_to`. What a source cannot be told apart by gives no rows.
    """
    told_by = {*by, *(dimension.value for dimension in narrowed_to)}
    cells: dict[str, Cells] = {}
    sums: dict[str, list[str]] = {}
    answers: list[str] = []
    for indicator in indicators:
        needed = _cells_for(indicator, all_indicators)
        if needed is None or not told_by <= {MONTH, *needed.source.dimensions}:
            continue
        cells[needed.name] = needed
        sums.setdefault(needed.name, []).extend(["weight"] if needed.amount else _columns(indicator))
        answers.append(_answer(indicator, table=f"asked_{needed.name}", by=by))
    if not answers:
        return ""
    tables = ", ".join(
        f"asked_{name} AS ({_added_up(one, sums[name], by=by, narrowed_to=narrowed_to, from_facts=from_facts)})"
        for name, one in cells.items()
    )
    return f"WITH {tables} {' UNION ALL '.join(answers)}"


def counting(
    *,
    indicators: Sequence[Indicator],
    all_indicators: Sequence[Indicator],
    by: Sequence[Dimension],
    daily: bool,
    periods: int,
) -> str:
    """One statement that counts what the `indicators` are reckoned from, of the whole city, by month and dimensions.

    Its columns are `counted` (see `counted_by`), `month` (the day, where it is `daily`), those of `by`, and `cases`.
    Parameters are `$start_0` and `$until_0`, and so on for as many `periods`. What a source cannot be told apart by
    gives no rows.
    """
    parts: dict[str, str] = {}
    for indicator in indicators:
        cells = _cells_for(indicator, all_indicators)
        if cells is None or not set(by) <= set(cells.source.dimensions):
            continue
        cases = "weight" if cells.amount else _columns(indicator)[1]
        relation, kept = cells.told_by(by), _within(MONTH, periods)
        if daily:
            where = _within(cells.source.day, periods)
            counted = cells.only_by(by)
            relation = f"({counted.select(relation=view_name(cells.source.schema), where=where, grain='day')})"
            kept = "true"
        keys = ", ".join([MONTH, *by])
        parts[counted_by(indicator)] = (
            f"SELECT '{counted_by(indicator)}' AS counted, {keys}, sum({cases})::BIGINT AS cases "  # noqa: S608
            f"FROM {relation} WHERE {kept} GROUP BY {keys} HAVING sum({cases}) <> 0"
        )
    return " UNION ALL ".join(parts.values())


def _within(day: str, periods: int) -> str:
    return " OR ".join(f"({day} >= $start_{number} AND {day} < $until_{number})" for number in range(periods))


def stratified(*, indicator: Indicator, all_indicators: Sequence[Indicator], by: Sequence[Dimension]) -> str:
    """One statement that tells a share's `part` and `whole` apart by `month`, `by`, `service` and `channel`.

    Of a quantile, `part` are the values up to `$bound`. Further parameters are `$start` and `$until` (whole months).

    :raises ValueError: there are no cells of this indicator.
    """
    cells = _cells_for(indicator, all_indicators)
    if cells is None:
        message = f"{indicator.code} is reckoned from no cells"
        raise ValueError(message)
    part, whole = ("weight", "weight") if cells.amount else _columns(indicator)
    kept = " FILTER (amount <= $bound)" if cells.amount else ""
    keys = [MONTH, *by, Dimension.SERVICE, Dimension.CHANNEL]
    listed = ", ".join(keys)
    return (
        f"SELECT {listed}, coalesce(sum({part}){kept}, 0)::BIGINT AS part, sum({whole})::BIGINT AS whole "  # noqa: S608
        f"FROM {cells.told_by(keys)} WHERE {MONTH} >= $start AND {MONTH} < $until "
        f"GROUP BY {listed} HAVING sum({whole}) <> 0"
    )


def counted_by(indicator: Indicator) -> str:
    """What says how many cases an indicator is reckoned from; quantiles of the same values have the same cases."""
    reckoning = indicator.reckoning
    return f"values of {reckoning.source.code}" if isinstance(reckoning, Quantile) else indicator.code


def _added_up(
    cells: Cells, sums: Iterable[str], *, by: Sequence[str], narrowed_to: Sequence[Dimension], from_facts: bool
) -> str:
    """The cells, added up to what is asked for."""
    conditions = [f"{dimension} = ${dimension}" for dimension in narrowed_to]
    if from_facts:
        day = cells.source.day
        told_apart = cells.only_by([*by, *narrowed_to])
        where = " AND ".join([*conditions, f"{day} >= $start", f"{day} < $until"])
        relation = f"({told_apart.select(relation=view_name(cells.source.schema), where=where)})"
        kept = "true"
    else:
        relation = cells.told_by([*by, *narrowed_to])
        kept = " AND ".join([*conditions, f"{MONTH} >= $start", f"{MONTH} < $until"])
    keys = [*by, *(["amount"] if cells.amount else [])]
    selected = ", ".join([*keys, *(f"sum({name}) AS {name}" for name in dict.fromkeys(sums))])
    return f"SELECT {selected} FROM {relation} WHERE {kept}{_grouping(keys)}"  # noqa: S608 - our own words


def _answer(indicator: Indicator, *, table: str, by: Sequence[str]) -> str:
    head = ", ".join([f"SELECT '{indicator.code}' AS code", *by])
    if isinstance(indicator.reckoning, Quantile):
        partition = f"PARTITION BY {', '.join(by)}" if by else ""
        return (
            f"{head}, min(amount) FILTER (reached >= {indicator.reckoning.at} * total)::DOUBLE AS reckoned, "  # noqa: S608
            "any_value(total)::BIGINT AS cases FROM (SELECT *, "
            f"sum(weight) OVER ({partition} ORDER BY amount) AS reached, sum(weight) OVER ({partition}) AS total "
            f"FROM {table} WHERE weight > 0){_grouping(by)}"
        )
    part, whole = _columns(indicator)
    return (
        f"{head}, CASE WHEN {whole} > 0 THEN coalesce({part}, 0) / {whole}::DOUBLE END AS reckoned, "
        f"greatest({whole}, 0)::BIGINT AS cases FROM {table}"
    )


def _cells_for(indicator: Indicator, indicators: Iterable[Indicator]) -> Cells | None:
    if isinstance(indicator.reckoning, Share):
        return tallies_of(indicator.reckoning.source, indicators)
    return values_of(indicator.reckoning) if isinstance(indicator.reckoning, Quantile) else None


def _columns(indicator: Indicator) -> tuple[str, str]:
    """The columns of a share: its part and its whole."""
    return f"{column(indicator.code)}_part", f"{column(indicator.code)}_whole"


def _grouping(keys: Sequence[str]) -> str:
    return f" GROUP BY {', '.join(keys)}" if keys else ""
