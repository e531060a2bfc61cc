"""The room of questions and answers about a case."""

from django.apps import AppConfig


class ConversationConfig(AppConfig):
    """Says how the holder of a case is told that the office asks."""

    name = "einamt.cases.conversation"
    label = "conversation"

    def ready(self) -> None:
        """Register."""
        from einamt.cases.conversation import mails  # noqa: PLC0415 - needs the models

        mails.register()
