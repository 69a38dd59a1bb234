"""The next webinars, kept in memory for pages that name them to every reader: titles and times alone."""

from datetime import datetime

from profiles.remembered import Remembered
from webinars.models import Webinar

NEXT = 4  # webinars
LINE = ("title", "slug", "summary", "kind", "starts_at", "ends_at", "year_from", "year_to", "status")


def _make(now: datetime) -> tuple[list[Webinar], datetime | None]:
    coming = list(Webinar.objects.upcoming(now).only(*LINE)[:NEXT])
    return coming, min((webinar.ends_at for webinar in coming), default=None)


_remembered = Remembered(_make)
upcoming = _remembered.at
refresh = _remembered.forget
