"""The house with one more page, which `status_http` is measured beside."""

from einamt.config.wsgi import application

__all__ = ["application"]


def _add() -> None:
    from benchmarks.looking_up.lookups import add_page_beside  # noqa: PLC0415 - the house must stand first

    add_page_beside()


_add()
