"""The career of each month as an Atom feed. Its links start with SITE_URL, never with the Host header."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from profiles import career_of_the_month
from profiles.catalogue import catalogue

NEWEST = 24  # months


class FeaturedFeed(Feed):
    feed_type = Atom1Feed
    subtitle = "One career a month worth reading about."

    def get_object(self, request):
        # Only templates know the organisation: this app may not import the site's settings.
        return render_to_string("profiles/featured_feed_author.txt", request=request).strip()

    def title(self, organisation):
        return f"Career of the month · {organisation}"

    def author_name(self, organisation):
        return organisation

    def link(self):
        return settings.SITE_URL + reverse("profiles:featured-list")

    def feed_url(self):
        return settings.SITE_URL + reverse("profiles:featured-feed")

    def items(self):
        published = (row for row in catalogue.current(timezone.now()).archive if row.entry)
        return [row for row, _ in zip(published, range(NEWEST), strict=False)]

    def item_title(self, row):
        return f"{row.title}: career of the month, {row.name}"

    def item_description(self, row):
        return row.summary

    def item_link(self, row):
        return settings.SITE_URL + row.entry.url

    def item_guid(self, row):
        return f"{settings.SITE_URL}{reverse('profiles:featured-list')}#{row.year}-{row.month:02}"

    def item_updateddate(self, row) -> datetime:
        return career_of_the_month.starts_at((row.year, row.month))

    item_pubdate = item_updateddate
