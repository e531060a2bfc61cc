"""Facts that the worker has not yet written to Parquet, and the files of those that it has."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from einamt.kernel.identifiers import new_id
from einamt.platform.retention.policy import Policy, Until


class Fact(models.Model):
    """One fact on its way to the month's files."""

    policy: ClassVar[Policy] = Policy(
        owner="platform.facts", personal=False, keep=Until.DELIVERED, reason="moves to the month's Parquet files"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    schema = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["schema", "occurred_at"], name="fact_schema_occurred")]

    def __str__(self) -> str:
        return f"{self.schema} {self.occurred_at}"


class FactFile(models.Model):
    """A Parquet file that counts.

    Its row is written in the transaction that deletes the facts it holds: what is in the folder without a row was never
    finished, and nobody reads it.
    """

    policy: ClassVar[Policy] = Policy(
        owner="platform.facts", personal=False, keep=Until.FOREVER, reason="an index of files without personal data"
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    schema = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    """Of the schema, when the file was written."""
    month = models.CharField(max_length=7)
    """`YYYY-MM` of `occurred_at` in UTC."""
    rows = models.PositiveIntegerField()
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    """From then on the file is all there is of its facts; before, the database has them too (`FiledFact`)."""
    renamed = models.UUIDField(null=True, editable=False)
    """What the file is called since it was made again, so that none ever changes under its name."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["schema", "month"], name="fact_file_schema_month")]

    def __str__(self) -> str:
        return f"{self.schema}/{self.month}/{self.name}"

    @property
    def name(self) -> UUID:
        """What the file is called, in its folder."""
        return self.renamed or self.id


class FiledFact(models.Model):
    """A fact that is in a file which is not sealed yet: what the file is made from again, should it be damaged.

    Its number tells nothing: the moment at which something was recorded is not kept beside the fact.
    """

    policy: ClassVar[Policy] = Policy(
        owner="platform.facts",
        personal=False,
        keep=Until.DELIVERED,
        reason="kept until its month's file is sealed; without personal data",
    )

    file = models.ForeignKey(FactFile, on_delete=models.CASCADE, related_name="facts")
    occurred_at = models.DateTimeField()
    data = models.JSONField()

    def __str__(self) -> str:
        return f"{self.file_id} {self.occurred_at}"
