from django.db import models


class ContentChange(models.Model):
    """A transaction that changed what readers see. The table is append-only."""

    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk} at {self.changed_at:%Y-%m-%d %H:%M:%S}"
