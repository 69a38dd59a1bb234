"""Every public address of this app, for search engines."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from webinars.models import Status, Webinar


class WebinarsSitemap(Sitemap):
    def items(self):
        shown = Webinar.objects.filter(status=Status.PUBLISHED).values_list("slug", flat=True)
        return [
            reverse("webinars:webinar-list"),
            *(reverse("webinars:webinar-detail", args=[slug]) for slug in shown),
        ]

    def location(self, item):
        return item
