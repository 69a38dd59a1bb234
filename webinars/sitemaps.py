"""Every public address of this app, for search engines."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from webinars.models import Webinar


class WebinarsSitemap(Sitemap):
    def items(self):
        now = timezone.now()
        shown = Webinar.objects.upcoming(now).union(Webinar.objects.past(now)).values_list("slug")
        return [
            reverse("webinars:webinar-list"),
            *(reverse("webinars:webinar-detail", args=slug) for slug in shown),
        ]

    def location(self, item):
        return item
