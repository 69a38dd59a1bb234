"""Attaches titles from open data to the careers that carry its codes. See docs/importing.md."""

from functools import partial

from profiles.imports.opendata import esco, onet_tables
from profiles.imports.opendata.titles import choose_titles
from profiles.management.attach_command import AttachingCommand, Reader
from profiles.models import CareerTitle, CodeScheme

READERS = {
    # An occupation of ESCO is about as narrow as a career here, so that a few may share its titles;
    # several careers with one code of O*NET are parts of something wider.
    "esco": Reader(
        "the table of ESCO's occupations",
        "esco",
        esco.titles_by_label,
        partial(choose_titles, scheme=CodeScheme.ESCO, most_careers=3),
    ),
    "onet": Reader(
        "the folder of O*NET's tables",
        "onet",
        onet_tables.alternate_titles,
        partial(choose_titles, scheme=CodeScheme.ONET, most_careers=1),
    ),
}


class Command(AttachingCommand):
    help = "Attach titles that only search knows. Again: only what is new, and never over an editor."
    model = CareerTitle
    what = "titles"

    def add_arguments(self, parser):
        kinds = "; ".join(f"{name}: {reader.title}" for name, reader in READERS.items())
        parser.add_argument("kind", choices=READERS, help=kinds)
        super().add_arguments(parser)

    def reader(self, **options) -> Reader:
        return READERS[options["kind"]]
