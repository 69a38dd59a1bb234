from django.db import models


class Job(models.Model):
    """When a piece of repeated work last ran, and who holds it now. Rows are made by ``work``."""

    name = models.CharField(max_length=80, unique=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name
