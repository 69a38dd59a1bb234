"""Every public address of this app, for search engines."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from profiles.catalogue import catalogue


class CareersSitemap(Sitemap):
    def items(self):
        known = catalogue.current(timezone.now())
        words = (*known.sectors.values(), *known.subjects.values(), *known.skills.values())
        lists = [reverse("profiles:career-list"), reverse("profiles:featured-list")]
        return [*lists, *(word.url for word in words), *(entry.url for entry in known.entries)]

    def location(self, item):
        return item
