from django.db import models
from django.db.models import Q
from django.utils.dates import MONTHS

from core.content_version import ContentModel
from profiles.models.career import FIRST_YEAR, LAST_YEAR, YEAR, Career


class FeaturedMonth(ContentModel):
    """The career of one calendar month in Europe/London.

    A row for a month to come was scheduled by an editor; when a month begins without one, the
    site records its own choice (``is_automatic``). See ``profiles/career_of_the_month.py``.
    """

    year = models.PositiveSmallIntegerField(validators=YEAR)
    month = models.PositiveSmallIntegerField(choices=list(MONTHS.items()))
    career = models.ForeignKey(Career, models.PROTECT, related_name="featured_months")
    is_automatic = models.BooleanField("chosen by the site", default=False, editable=False)

    class Meta:
        verbose_name = "career of the month"
        verbose_name_plural = "careers of the month"
        ordering = ["-year", "-month", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="featured_month_one_career",
                fields=["year", "month"],
                violation_error_message="That month already has its career.",
            ),
            models.CheckConstraint(
                name="featured_month_in_calendar",
                condition=Q(month__gte=1, month__lte=12),
                violation_error_message="Months go from 1 to 12.",
            ),
            models.CheckConstraint(
                name="featured_month_year_in_range",
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                violation_error_message="Choose a year from 2000 to 2100.",
            ),
        ]

    def __str__(self):
        return f"{MONTHS.get(self.month, self.month)} {self.year}"
