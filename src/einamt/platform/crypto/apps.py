"""The room of keys."""

from django.apps import AppConfig


class CryptoConfig(AppConfig):
    """Registers the check that the keys fit the database."""

    name = "einamt.platform.crypto"
    label = "crypto"

    def ready(self) -> None:
        """Register."""
        from einamt.platform.crypto.columns import encrypted_columns, newest_opens  # noqa: PLC0415 - needs the models
        from einamt.platform.web import probes  # noqa: PLC0415

        known_to_fit = False

        def find() -> probes.Finding:
            """A database that was restored without its keys must not be written to with new ones."""
            nonlocal known_to_fit
            closed = [] if known_to_fit else [one.purpose for one in encrypted_columns() if not newest_opens(one)]
            known_to_fit = not closed
            return probes.Finding(is_well=not closed, detail=f"cannot open {', '.join(closed)}" if closed else "fit")

        probes.register(name="keys", check=find, is_required=True)
