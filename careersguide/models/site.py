from datetime import datetime
from typing import ClassVar, Self

from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.content_version import ContentModel, ContentQuerySet

DEFAULT_ORGANISATION = "Careers guide"  # the one name there is drawn lettering for
DEFAULT_OTHER_ROUTES = (
    "These are the usual ways in. There can be others, so talk it over with your careers adviser."
)

# A link an editor types: another page of this site, or a whole address.
link_validator = RegexValidator(
    r"\A(/(?![/\\])|https?://)[^\s<>\"'\\]*\Z",
    "Start with / for a page of this site, or with https:// for another one.",
)


class SiteSettings(ContentModel):
    """Who runs this site and how it speaks. One row.

    Personal columns: ``contact_email``, ``sender_email``, ``safeguarding_contact`` and
    ``data_protection_contact`` may name somebody; they stay until an administrator changes them.
    """

    organisation = models.CharField(
        max_length=80, default=DEFAULT_ORGANISATION, help_text="The name every page, feed and mail carries."
    )
    logo = models.ImageField(upload_to="logo/", blank=True, help_text="JPEG, PNG or WebP, at most 5 MB.")
    logo_words = models.CharField(
        max_length=120, blank=True, help_text="What the logo says, for somebody who cannot see it."
    )
    welcome = models.CharField(
        max_length=120,
        default="Find work worth wanting.",
        help_text="One line on the home page.",
    )
    contact_email = models.EmailField(blank=True, help_text="Where readers write to.")
    safeguarding_contact = models.CharField(
        max_length=160, blank=True, help_text="Name and address of who answers for safeguarding."
    )
    data_protection_contact = models.CharField(
        max_length=160, blank=True, help_text="Name and address of who answers for data protection."
    )
    sender_email = models.EmailField(blank=True, help_text="The address our mail comes from.")
    other_routes = models.TextField(
        default=DEFAULT_OTHER_ROUTES,
        validators=[MaxLengthValidator(300)],
        help_text="The last sentence under “Other routes” of every career.",
    )

    class Meta:
        verbose_name = "site settings"
        verbose_name_plural = "site settings"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="site_settings_one_row",
                condition=Q(pk=1),
                violation_error_message="There is one set of site settings.",
            ),
            models.CheckConstraint(
                name="site_settings_logo_has_words",
                condition=Q(logo="") | ~Q(logo_words=""),
                violation_error_message="Say in words what the logo shows.",
            ),
        ]

    def __str__(self):
        return self.organisation

    @property
    def has_drawn_name(self) -> bool:
        return self.organisation == DEFAULT_ORGANISATION


class SchoolHoliday(ContentModel):
    """Days on which schools are closed; reminders count school days."""

    settings = models.ForeignKey(SiteSettings, models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=80, help_text="For example: Easter 2027.")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="school_holiday_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="The last day is before the first day.",
            ),
        ]

    def __str__(self):
        return self.name


class BannerQuerySet(ContentQuerySet):
    def live(self, now: datetime) -> Self:
        return self.filter(Q(starts_at__lte=now), Q(ends_at=None) | Q(ends_at__gt=now))


class Banner(ContentModel):
    """An announcement at the top of every page, for a period.

    ``revision`` rises when the words change, so that somebody who put the old one away sees
    the new one.
    """

    emoji = models.CharField(
        max_length=8, blank=True, help_text="One picture character; readers of screens do not hear it."
    )
    message = models.CharField(max_length=120, help_text="One short sentence, without the link.")
    link_words = models.CharField(max_length=60, blank=True, help_text="For example: Sign up here.")
    link = models.CharField(max_length=300, blank=True, validators=[link_validator])
    starts_at = models.DateTimeField(help_text="It appears from this moment.")
    ends_at = models.DateTimeField(null=True, blank=True, help_text="Empty: until somebody ends it.")
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar = BannerQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="banner_ends_after_start",
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                violation_error_message="The banner ends before it starts.",
            ),
            models.CheckConstraint(
                name="banner_link_and_words_together",
                condition=Q(link="", link_words="") | (~Q(link="") & ~Q(link_words="")),
                violation_error_message="A link needs its words, and the words need a link.",
            ),
        ]

    def __str__(self):
        return self.message


class PageQuerySet(ContentQuerySet):
    def published(self, now: datetime) -> Self:
        return self.filter(publish_at__lte=now)


class Page(ContentModel):
    """A page of the editors' own: about, privacy, accessibility."""

    title = models.CharField(max_length=120)
    slug = models.SlugField(
        max_length=120,
        unique=True,
        error_messages={"unique": "There is already a page with this address."},
        help_text="The end of the page's address.",
    )
    body = models.TextField(help_text="Markdown. Start headings with ##.")
    footer_position = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Its place among the links at the foot of each page; empty: not there.",
    )
    publish_at = models.DateTimeField(null=True, blank=True, help_text="Empty: a draft.")

    objects: ClassVar = PageQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("site:page-detail", args=[self.slug])

    def is_published(self, now: datetime) -> bool:
        return self.publish_at is not None and self.publish_at <= now
