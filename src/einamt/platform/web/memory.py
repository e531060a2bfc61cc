"""What a web process keeps in memory for good."""

import gc

from django.urls import get_resolver


def keep_what_is_loaded() -> None:
    """Load all pages, and let the garbage collector look no more through what a process has loaded by now.

    It stays until the process ends. Looked through, it stopped every thread for some 90 ms now and then: whoever was
    answered just then waited, and all who waited for what that request had locked.
    """
    get_resolver().url_patterns  # noqa: B018 - a property that imports
    gc.collect()
    gc.freeze()
