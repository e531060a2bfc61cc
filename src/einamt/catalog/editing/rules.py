"""How far a version may go from where it is, and who may take it there. Plain Python.

draft → in-review → approved → published → replaced, with the ways back: a review sends it back (rejected) or its
editors call it back (draft); an approved version that waits for its day can be called back as well.
"""

from collections.abc import Collection, Mapping

DRAFT, IN_REVIEW, REJECTED, APPROVED = "draft", "in-review", "rejected", "approved"
PUBLISHED, REPLACED, DISCARDED = "published", "replaced", "discarded"

OPEN = (DRAFT, IN_REVIEW, REJECTED, APPROVED)
"""A service has at most one version in these states."""
EDITABLE = (DRAFT, REJECTED)

WAYS: Mapping[str, frozenset[str]] = {
    DRAFT: frozenset({IN_REVIEW, DISCARDED}),
    IN_REVIEW: frozenset({DRAFT, REJECTED, APPROVED}),
    REJECTED: frozenset({DRAFT, DISCARDED, IN_REVIEW}),
    APPROVED: frozenset({DRAFT, PUBLISHED}),
    PUBLISHED: frozenset({REPLACED}),
    REPLACED: frozenset(),
    DISCARDED: frozenset(),
}


def may_go(*, state: str, to: str) -> bool:
    """Whether a version in `state` can be taken to the state `to`."""
    return to in WAYS[state]


def may_review(*, person: str, editors: Collection[str]) -> bool:
    """Whether somebody may judge a version: whoever has written a word of it may not (four eyes)."""
    return person not in editors
