"""The whole site for search engines. Its links start with SITE_URL, never with the Host header."""

from types import SimpleNamespace
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from careersguide.models import Page
from profiles.sitemaps import CareersSitemap
from webinars.sitemaps import WebinarsSitemap


class PagesSitemap(Sitemap):
    def items(self):
        pages = Page.objects.published(timezone.now())
        return [reverse("site:home"), *(page.get_absolute_url() for page in pages)]

    def location(self, item):
        return item


class _AtSiteUrl:
    def get_urls(self, page=1, site=None, protocol=None):
        address = urlsplit(settings.SITE_URL)
        return super().get_urls(page, SimpleNamespace(domain=address.netloc), address.scheme)


@require_safe
def site_map(request):
    """``/sitemap.xml``."""
    parts = [
        type(part.__name__, (_AtSiteUrl, part), {})
        for part in (PagesSitemap, CareersSitemap, WebinarsSitemap)
    ]
    return sitemap(request, {part.__name__: part for part in parts})
