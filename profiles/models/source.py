"""Where facts come from and under which licence, and what an import brought."""

from django.core.validators import URLValidator
from django.db import models

from core.content_version import ContentModel
from profiles.models.messages import there_is_already

web_address = URLValidator(schemes=["http", "https"])


class Licence(ContentModel):
    """The terms under which a source may be used, with the statement it asks for."""

    name = models.CharField(max_length=120, unique=True, error_messages=there_is_already("licence", "name"))
    url = models.URLField(max_length=300, blank=True, validators=[web_address])
    statement = models.CharField(
        max_length=400, blank=True, help_text="The words the licence asks us to show."
    )

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class Source(ContentModel):
    """Who published a fact: a pay scale, a survey, a careers service."""

    name = models.CharField(
        max_length=160,
        unique=True,
        error_messages=there_is_already("source", "name"),
        help_text="As readers see it below a figure.",
    )
    slug = models.SlugField(max_length=80, unique=True, error_messages=there_is_already("source", "slug"))
    publisher = models.CharField(max_length=160, blank=True)
    url = models.URLField(max_length=300, blank=True, validators=[web_address])
    licence = models.ForeignKey(Licence, models.PROTECT, null=True, blank=True, related_name="sources")
    attribution = models.CharField(
        max_length=400,
        blank=True,
        help_text="The line this source asks for, in the data note of each career.",
    )

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class ImportRecord(models.Model):
    """What an import brought for one career, so that the next one knows what an editor changed.

    ``blocks`` holds, for each block of the profile, a digest of the value as it was written.
    A block whose value today has the same digest was not edited since. The row stays when the
    career is deleted: what an editor threw away does not come back.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="import_records")
    key = models.CharField(max_length=120, help_text="What the source calls this career.")
    career = models.ForeignKey(
        "profiles.Career", models.SET_NULL, null=True, blank=True, related_name="import_records"
    )
    blocks = models.JSONField(default=dict)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "key", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="import_record_one_per_key",
                fields=["source", "key"],
                violation_error_message="This source has already brought a career under that key.",
            ),
            models.UniqueConstraint(
                name="import_record_one_per_career",
                fields=["source", "career"],
                violation_error_message="This source has already brought that career.",
            ),
        ]

    def __str__(self):
        return self.key
