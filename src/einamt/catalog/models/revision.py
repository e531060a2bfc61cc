"""The catalogue's revision."""

from typing import ClassVar

from django.db import models

from einamt.catalog.models.policy import CONTENT
from einamt.platform.retention.policy import Policy


class CatalogRevision(models.Model):
    """Counts up with every change of the catalogue's content; whoever holds something derived from it compares."""

    policy: ClassVar[Policy] = CONTENT

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
