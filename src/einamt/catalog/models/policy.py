"""How long the catalogue's content is kept, for all its rows."""

from einamt.platform.retention.policy import Policy, Until

CONTENT = Policy(
    owner="catalog",
    personal=False,
    keep=Until.REPLACED,
    reason="published content; contact data of offices, not of persons",
)
