"""Addresses of careers: public and never reused; an old one redirects to its career permanently."""

from django.db import transaction

from profiles.errors import SlugTaken
from profiles.models import RESERVED_SLUGS, Career, CareerSlug


def is_taken(slug: str, *, career: Career | None = None) -> bool:
    """Whether ``slug`` is, or was, the address of something other than ``career``."""
    own = career.pk if career else None
    return (
        slug in RESERVED_SLUGS
        or Career.objects.filter(slug=slug).exclude(pk=own).exists()
        or CareerSlug.objects.filter(slug=slug).exclude(career=own).exists()
    )


@transaction.atomic
def change_slug(*, career: Career, slug: str) -> None:
    """Give ``career`` the address ``slug``; its old address redirects to it from now on.

    Giving it the address that it has changes nothing. Raises ``SlugTaken`` before any change.
    """
    before = Career.objects.select_for_update().values_list("slug", flat=True).get(pk=career.pk)
    if slug != before:
        if is_taken(slug, career=career):
            raise SlugTaken(slug)
        career.old_slugs.filter(slug=slug).delete()
        career.old_slugs.create(slug=before)
    career.slug = slug
    Career.objects.filter(pk=career.pk).update(slug=slug)
