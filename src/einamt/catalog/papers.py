"""The keys of papers to bring, for those who write lists (`rules.papers` says which paper keeps which)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from einamt.catalog.models import ServiceItem
from einamt.catalog.rules.papers import Keyed, paper_keys

BATCH = 1000
"""SQLite takes no more than 32,766 parameters."""


class PaperKeys:
    """The papers that some services ask for before their lists are written anew; one query a thousand services."""

    def __init__(self, *, service_ids: Sequence[int]) -> None:
        self._before: dict[int, dict[str, list[Keyed]]] = defaultdict(lambda: defaultdict(list))
        for start in range(0, len(service_ids), BATCH):
            rows = ServiceItem.objects.filter(
                service_id__in=service_ids[start : start + BATCH], kind=ServiceItem.Kind.EVIDENCE
            )
            for service_id, language, name, key in (
                rows.order_by("position").values_list("service_id", "language", "name", "key").iterator()
            ):
                self._before[service_id][language].append((name, key))

    def of(self, service_id: int, *, names: Mapping[str, Collection[str]]) -> Mapping[tuple[str, int], str]:
        """By language and place in the list, the keys of papers that are now called `names`."""
        keys = paper_keys(
            names={language: list(called) for language, called in names.items()},
            before=self._before.get(service_id, {}),
        )
        return {(language, place): key for language, found in keys.items() for place, key in enumerate(found)}
