"""The careers that the application ships, so that the first run looks like a real site.

Every sentence is ours; facts name their source. One file a career in ``careers/``, in the
grammar of docs/sheets.md.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from profiles.career_of_the_month import Month, london_month, starts_at
from profiles.imports.errors import SheetError
from profiles.imports.sheets.saving import save_sheets
from profiles.imports.sheets.sheet import CareerSheet
from profiles.imports.sheets.summary import Summary
from profiles.imports.sheets.text import Names, read_career_file
from profiles.models import FeaturedMonth, Source
from profiles.reference import reference_row

FOLDER = Path(__file__).parent / "careers"
FEATURED = {12: "machine-learning-engineer", 1: "nurse", 2: "psychiatrist", 3: "biochemist"}


def sample_source() -> Source:
    """The source whose import records tell which careers are samples; not stored before the reference is."""
    return reference_row(Source, "sample-content")


def sample_sheets(names: Names) -> Iterator[tuple[str, CareerSheet | SheetError]]:
    """(slug, sheet) of each file, or (slug, what is wrong with it)."""
    for path in sorted(FOLDER.glob("*.md")):
        try:
            yield path.stem, read_career_file(path, names)
        except SheetError as fault:
            yield path.stem, fault


def load_sample_careers(*, now: datetime) -> Summary:
    """Store the sample careers and return what happened to them; the reference must be loaded.

    They count as published since the December of :func:`season`, so that the archive has a
    history. What an editor changed or deleted stays so.
    """
    publish_at = starts_at(season(now)[0])
    return save_sheets(sample_sheets(Names.stored()), source=sample_source(), now=now, publish_at=publish_at)


def season(now: datetime) -> list[Month]:
    """The latest December to March of which no month is still to come."""
    year, month = london_month(now)
    year -= 1 if month >= 3 else 2
    return [(year if month == 12 else year + 1, month) for month in FEATURED]


@transaction.atomic
def feature_sample_careers(*, now: datetime) -> int:
    """Give the months of :func:`season` their careers; return to how many.

    A month that has its career keeps it, and a sample career that is gone features nowhere.
    """
    careers = {
        record.key: record.career
        for record in sample_source().import_records.exclude(career=None).select_related("career")
    }
    taken = set(FeaturedMonth.objects.values_list("year", "month"))
    rows = [
        FeaturedMonth(year=year, month=month, career=careers[FEATURED[month]])
        for year, month in season(now)
        if (year, month) not in taken and FEATURED[month] in careers
    ]
    return len(FeaturedMonth.objects.bulk_create(rows)) if rows else 0
