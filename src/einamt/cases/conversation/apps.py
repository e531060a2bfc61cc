"""The room of questions and answers about a case."""

from django.apps import AppConfig


class ConversationConfig(AppConfig):
    """Says how the holder of a case is told that the office asks, and where files of messages are kept."""

    name = "einamt.cases.conversation"
    label = "conversation"

    def ready(self) -> None:
        """Register."""
        from einamt.cases.conversation import files, mails  # noqa: PLC0415 - needs the models
        from einamt.platform.attachments import registry  # noqa: PLC0415

        mails.register()
        registry.register(files.FILES)
