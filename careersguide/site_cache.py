"""What every page of the site shares: its settings, the live banner, the links at its foot."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q

from careersguide.models import Banner, Page, SiteSettings
from core.version_cache import VersionCache


@dataclass(frozen=True)
class Site:
    settings: SiteSettings
    banner: Banner | None
    footer_pages: list[Page]


def _make(now: datetime) -> tuple[Site, datetime | None]:
    banner = Banner.objects.aggregate(
        starts=Min("starts_at", filter=Q(starts_at__gt=now)), ends=Min("ends_at", filter=Q(ends_at__gt=now))
    )
    pages = Page.objects.aggregate(publish=Min("publish_at", filter=Q(publish_at__gt=now)))
    site = Site(
        settings=SiteSettings.objects.first() or SiteSettings(),
        banner=Banner.objects.live(now).first(),
        footer_pages=list(
            Page.objects.published(now).exclude(footer_position=None).order_by("footer_position", "pk")
        ),
    )
    return site, min(filter(None, [*banner.values(), *pages.values()]), default=None)


_cache = VersionCache(_make)
current = _cache.at
