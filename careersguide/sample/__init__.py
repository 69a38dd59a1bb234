"""What a site shows around its careers on the first day: settings, a banner and the first pages.

They come with the first load only. From then on they are the editors': nothing changes them
or brings them back.
"""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from careersguide.models import Banner, Page, SiteSettings

FOLDER = Path(__file__).parent / "pages"
PAGES = ("about", "privacy", "privacy-advisers", "accessibility")  # as they stand at the foot of each page


@transaction.atomic
def load_sample_site(*, now: datetime) -> int:
    """Store the site settings, one banner and the pages that are missing; return how many pages."""
    SiteSettings.objects.get_or_create(pk=1)
    if not Banner.objects.exists():
        Banner.objects.create(
            emoji="👋",
            message="One door a month.",
            link_words="Open it",
            link="/career-of-the-month/",
            starts_at=now,
        )
    standing = set(Page.objects.values_list("slug", flat=True))
    missing = [
        _page(slug, position, now) for position, slug in enumerate(PAGES, start=1) if slug not in standing
    ]
    return len(Page.objects.bulk_create(missing)) if missing else 0


def _page(slug: str, position: int, now: datetime) -> Page:
    """The page of one file: its title stands in the first line, after "# "."""
    title, _, body = (FOLDER / f"{slug}.md").read_text(encoding="utf-8").partition("\n")
    return Page(
        slug=slug,
        title=title.removeprefix("# "),
        body=body.strip(),
        footer_position=position,
        publish_at=now,
    )
