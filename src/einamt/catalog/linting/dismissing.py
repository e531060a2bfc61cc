"""What a finding is about, in a digest: what was dismissed is looked at again as soon as the text is another."""

import json
from collections.abc import Collection, Mapping
from hashlib import blake2s

from einamt.catalog.editing.content import to_json
from einamt.catalog.editing.rows import contents_of
from einamt.catalog.models import PublicService

PARTS = ("texts", "items", "fees")


def digests(*, service_ids: Collection[int]) -> Mapping[int, str]:
    """What services say, as digests by their keys."""
    services = list(PublicService.objects.filter(pk__in=set(service_ids)))
    return {
        pk: _digest({part: data[part] for part in PARTS})
        for pk, content in (contents_of(services=services) if services else {}).items()
        if (data := to_json(content))
    }


def about(*, message: str, params: Mapping[str, str | int], said: str) -> str:
    """The digest of a finding; `said` is its service's, empty where it is about none."""
    return _digest([message, dict(params), said])


def _digest(value: object) -> str:
    data = json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
    return blake2s(data, digest_size=16).hexdigest()
