"""How candidates come in from a file: the mapping that is kept, the import, and what it changed, to undo it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models import Municipality
from koppelkans.people.models.candidates import Candidate


class Mapping(models.Model):
    """How the columns and codes of a municipality's export are read; made once and offered again."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    name = models.CharField(_("naam"), max_length=200)
    header = models.JSONField(default=list)  # the columns of the file it was made for
    columns = models.JSONField(default=dict)  # column of the file -> our field
    codes = models.JSONField(default=dict)  # column of the file -> {text in the file: our codes}
    defaults = models.JSONField(default=dict)  # our field -> text for what the file lacks
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-used_at"]
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="mapping_name_once")]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file of candidates on its way in: uploaded, mapped, checked, imported as a whole, and perhaps undone."""

    class Status(models.TextChoices):
        """Where an import stands."""

        UPLOADED = "uploaded", _("geüpload")
        CHECKING = "checking", _("wordt nagekeken")
        REFUSED = "refused", _("er zijn fouten")
        READY = "ready", _("klaar om over te nemen")
        IMPORTING = "importing", _("wordt overgenomen")
        IMPORTED = "imported", _("overgenomen")
        UNDONE = "undone", _("teruggedraaid")
        FAILED = "failed", _("mislukt")
        ABANDONED = "abandoned", _("gestopt")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # the rows without the columns that may not come in; erased once the import has ended
    file = models.FileField(upload_to="imports/%Y/", blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=200, blank=True)
    header = models.JSONField(default=list)
    refused_columns = models.JSONField(default=dict)  # column -> what was seen in it
    notes = models.JSONField(default=list)  # what was assumed about the file, in words
    mapping = models.ForeignKey(Mapping, models.SET_NULL, null=True, blank=True, related_name="+")
    reading = models.JSONField(default=dict)  # the mapping as it was used
    status = models.CharField(max_length=12, choices=Status, default=Status.UPLOADED)
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)  # rows gone through, for the progress
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)  # rows of people who were merged into another
    problems = models.JSONField(default=list)  # of the first many: row, column, value, code, figures
    problem_count = models.PositiveIntegerField(default=0)
    file_problems = models.JSONField(default=list)  # rows the table itself could not give
    preview = models.JSONField(default=list)
    seconds = models.FloatField(default=0)  # that the last phase took
    uploaded_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True, blank=True)  # when work on it was last seen to go on
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=models.Q(status="importing"),
                name="import_one_at_once",
                violation_error_message=_(
                    "Er wordt al een bestand van deze gemeente overgenomen. Wacht tot dat klaar is."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportedRow(models.Model):
    """What an import did to one candidate, and how the candidate was before (empty: new)."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="imported_rows")
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    before = models.JSONField(null=True)
    after = models.CharField(max_length=64, blank=True)  # digest of how the import left the candidate

    class Meta:
        ordering = ["row"]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.row}"


class Distinct(models.Model):
    """Two candidates who look like one person and are two: somebody said so, so nobody is asked again."""

    first = models.ForeignKey(Candidate, models.CASCADE, related_name="+")
    second = models.ForeignKey(Candidate, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="distinct_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
