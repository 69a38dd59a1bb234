from django.db import models


class Attempt(models.Model):
    """A request of a kind that is limited per hour.

    ``keyed_hash`` represents an e-mail address or a network, and cannot be traced back to it
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
