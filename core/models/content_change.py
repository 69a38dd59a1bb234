from django.db import models


class ContentChange(models.Model):
    """One transaction that changed what readers see. Append-only."""

    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk} at {self.changed_at:%Y-%m-%d %H:%M:%S}"
