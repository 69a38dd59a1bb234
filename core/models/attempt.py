from django.db import models


class Attempt(models.Model):
    """Somebody asked for what may be asked for only so often in an hour.

    ``keyed_hash`` stands for an e-mail address or a network, and cannot be turned back into it
    without the site's key. Rows are kept for an hour.
    """

    purpose = models.CharField(max_length=20)
    keyed_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["purpose", "keyed_hash", "at"], name="attempt_by_hash")]

    def __str__(self) -> str:
        return f"{self.purpose} at {self.at}"
