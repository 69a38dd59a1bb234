"""Making a new webinar from an old one."""

from datetime import datetime

from django.db import transaction

from webinars.errors import AddressTaken
from webinars.models import Status, Webinar

# What belongs to one occasion, and to its groups. A copied join address would be known to the old groups.
NOT_COPIED = {
    "id",
    "title",
    "slug",
    "starts_at",
    "ends_at",
    "booking_opens_at",
    "booking_closes_at",
    "join_url",
    "recording_url",
    "recording_shows_no_pupil",
    "status",
    "status_reason",
    "moved_from",
    "revision",
}


@transaction.atomic
def copy_webinar(*, webinar: Webinar, title: str, slug: str, starts_at: datetime) -> Webinar:
    """A draft like ``webinar``, with its careers and without its bookings, join address and recording.

    Raises ``AddressTaken`` where a webinar has that slug; so the same form twice makes one copy.
    """
    if Webinar.objects.filter(slug=slug).exists():
        raise AddressTaken
    same = {
        field.attname: getattr(webinar, field.attname)
        for field in Webinar._meta.concrete_fields
        if field.name not in NOT_COPIED
    }
    copy = Webinar.objects.create(**same, title=title, slug=slug, starts_at=starts_at, status=Status.DRAFT)
    copy.careers.set(webinar.careers.all())
    return copy


def free_slug(slug: str) -> str:
    """The first of ``slug-2``, ``slug-3`` … that no webinar has."""
    stem = slug[:110]
    taken = set(Webinar.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number = 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
