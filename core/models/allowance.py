from django.db import models


class Allowance(models.Model):
    """When a network, or an e-mail address, asked for something that may be asked for only so often.

    ``keyed_hash`` stands for it, and cannot be turned back into it without the site's key. ``times``
    are seconds since 1970, the latest last. The row is deleted two days after ``last_at``.
    """

    purpose = models.CharField(max_length=40)
    keyed_hash = models.CharField(max_length=64)
    times = models.JSONField(default=list, blank=True)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["last_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="allowance_one_per_purpose_and_hash",
                fields=["purpose", "keyed_hash"],
                violation_error_message="There is an allowance for this already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {len(self.times)} times"
