from django.db import models
from django.db.models import F, Q

LEAST_TIMES = 3  # before words are written down, and so before anybody sees them
MOST_LETTERS = 60  # of words that are counted


class MissedState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    TITLE = "title", "Made a hidden title"
    WISH = "wish", "A wish"
    NOISE = "noise", "Noise"


class MissedSearchQuerySet(models.QuerySet):
    def legible(self):
        """Those typed often enough to be words; the others are counts without words."""
        return self.exclude(words="")


class MissedSearch(models.Model):
    """Words that were searched for and found no career, or none that fits: how often, and on which days.

    Nothing tells who searched, from where, or at what hour. Pupils may type a name or a message,
    so the words stand here only from the third time on; before that there is their keyed hash,
    by which they are counted. Not something readers see: it raises no content version.
    """

    keyed_hash = models.CharField(max_length=64, unique=True, editable=False)
    words = models.CharField(max_length=MOST_LETTERS, blank=True, editable=False)
    times = models.PositiveIntegerField(editable=False)
    first_on = models.DateField("first searched on", editable=False)
    last_on = models.DateField("last searched on", editable=False)
    state = models.CharField(
        max_length=7,
        choices=MissedState,
        default=MissedState.WAITING,
        help_text="A wish is a career we do not have yet. Noise is nothing we could answer.",
    )

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = "search that found nothing"
        verbose_name_plural = "searches that found nothing"
        ordering = ["-times", "-last_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="missed_search_words_from_the_third_time",
                condition=Q(times__gte=LEAST_TIMES) & ~Q(words="") | Q(times__lt=LEAST_TIMES, words=""),
                violation_error_message="Words stand here from the third time on, and not before.",
            ),
            models.CheckConstraint(
                name="missed_search_state_known",
                condition=Q(state__in=MissedState.values),
                violation_error_message="Choose a state from the list.",
            ),
            models.CheckConstraint(
                name="missed_search_days_in_order",
                condition=Q(first_on__lte=F("last_on")),
                violation_error_message="The last day is before the first day.",
            ),
        ]

    def __str__(self):
        return self.words or "words typed fewer than three times"
