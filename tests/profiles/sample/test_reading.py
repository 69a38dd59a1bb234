"""How much the sample set holds, and how old one must be to read it."""

import pytest
import time_machine
from django.core.management import call_command

from careersguide.models import Page as EditorsPage
from profiles.imports.sheets.sheet import CareerSheet
from profiles.imports.sheets.text import Names
from profiles.models import Career, FeaturedMonth, Sector, Skill, Subject
from profiles.reference import load_reference
from profiles.sample import FOLDER, sample_sheets
from tests.conftest import NOON
from tests.pages import Page
from tests.reading import reading_age, spoken, syllables

pytestmark = pytest.mark.rendering

OLDEST = 13  # years of age
SLUGS = sorted(path.stem for path in FOLDER.glob("*.md"))


@pytest.fixture
def sheets(db):
    load_reference()
    return dict(sample_sheets(Names.stored()))


def student_text(sheet: CareerSheet) -> list[str]:
    """What a student reads of a career as sentences: no titles, figures, names of awards or of sources."""
    return [
        sheet.summary,
        sheet.salary.note,
        sheet.hours.note,
        sheet.overview,
        sheet.hard_part.text,
        sheet.what_it_takes,
        sheet.day_to_day,
        *(words for use in sheet.skills for words in (use.use, use.one_thing_to_try)),
        *(route.text for route in sheet.routes),
        sheet.academic_notes,
        sheet.work_notes,
        sheet.other_notes,
        *(use.detail for use in sheet.conditions),
        sheet.where_it_can_lead,
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_sample_career_can_be_read_at_13(sheets, slug):
    assert reading_age(*student_text(sheets[slug])) <= OLDEST


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Sector, Subject, Skill])
def test_description_can_be_read_at_13(model):
    load_reference()

    too_old = {
        word.name: age
        for word in model.objects.all()
        if (age := reading_age(word.description, getattr(word, "one_thing_to_try", ""))) > OLDEST
    }

    assert too_old == {}


@pytest.mark.django_db
def test_pages_can_be_read_at_13():
    call_command("load_sample", verbosity=0)

    ages = {page.slug: reading_age(page.body) for page in EditorsPage.objects.order_by("slug")}

    assert ages.pop("privacy-advisers")  # written for those who teach
    assert list(ages) == ["about", "accessibility", "privacy"]
    assert {slug: age for slug, age in ages.items() if age > OLDEST} == {}


@pytest.mark.django_db
def test_sample_set_fills_the_site(client):
    with time_machine.travel(NOON, tick=False):
        call_command("load_sample", verbosity=0)
        archive = Page(client.get("/career-of-the-month/"))
        counts = {
            "careers": Career.objects.published(NOON).complete().count(),
            "main sectors": Career.objects.published(NOON).values("main_sector").distinct().count(),
            "skills": Skill.objects.count(),
            "subjects": Subject.objects.count(),
            "featured months": FeaturedMonth.objects.values("year", "month").distinct().count(),
            "open doors of the archive": len(archive.all("h3/a[@href]")),
        }

    least = {
        "careers": 30,
        "main sectors": 20,
        "skills": 8,
        "subjects": 20,
        "featured months": 12,
        "open doors of the archive": 12,
    }
    assert {name: counts[name] for name in least if counts[name] < least[name]} == {}


@pytest.mark.parametrize(
    ("text", "youngest", "oldest"),
    [
        ("The cat sat on the mat. It was glad.", 0, 5),
        # Source: https://en.wikipedia.org/wiki/Flesch–Kincaid_readability_tests (grade 11.3, so age 16.3;
        # we hear two syllables more in it than a dictionary, which errs on the strict side).
        ("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 16, 19),
        ("Practitioners administer pharmaceutical interventions to individuals with deterioration.", 25, 60),
    ],
)
def test_reading_age_tells_plain_words_from_hard_ones(text, youngest, oldest):
    assert youngest < reading_age(text) < oldest


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *[("the", 1), ("cat", 1), ("school", 1), ("don’t", 1), ("Make", 1), ("see", 1), ("hmm", 1)],
        *[("able", 2), ("guide", 1), ("guided", 2), ("safely", 2), ("seeing", 2), ("quiet", 2)],
        *[("rely", 2), ("fashion", 2), ("station", 2), ("special", 2), ("radio", 3), ("region", 2)],
        *[
            ("tourism", 3),
            ("senior", 3),
            ("material", 4),
            ("archaeology", 5),
            ("responsible", 4),
            ("association", 5),
        ],
    ],
)
def test_syllables_are_those_one_hears(word, count):
    assert syllables(word) == count


def test_sentences_are_those_a_reader_meets():
    assert spoken("## Why\n\nYou **care**. It’s [work](https://a.example/).\n\n- one thing\n- another") == [
        "Why",
        "You care.",
        "It’s work.",
        "one thing",
        "another",
    ]
