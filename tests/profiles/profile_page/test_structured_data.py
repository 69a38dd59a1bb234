"""What profiles and the pages of words say to machines."""

import json
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from careersguide.roles import EDITOR
from core import structured_data
from profiles.models import Career, CodeScheme, RouteKind, Strength
from tests.factories import (
    CareerFactory,
    CareerSkillFactory,
    CareerTitleFactory,
    ExternalCodeFactory,
    QualificationFactory,
    RequirementFactory,
    RouteFactory,
    SectorFactory,
    SiteSettingsFactory,
    SkillFactory,
    SourceFactory,
    SubjectFactory,
)
from tests.pages import Page
from tests.staff import client_of
from tests.structured_data import graph_of, scripts_of

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SITE = "https://careers.example"
ORGANISATION = {
    "@type": "Organization",
    "@id": f"{SITE}/#organisation",
    "name": "Careers for all",
    "url": f"{SITE}/",
}


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE
    SiteSettingsFactory(organisation="Careers for all")


def way(*steps):
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": f"{SITE}{path}"}
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }


def test_profile_says_what_the_career_is(client):
    survey = SourceFactory()
    nurse = CareerFactory(
        title="Nurse",
        summary="You look after people.",
        main_sector=SectorFactory(name="Healthcare", slug="healthcare"),
        drawing="nurse",
        drawing_alt="A hand is bandaged.",
        salary_starter=31_000,
        salary_experienced=47_000,
        salary_source=survey,
        salary_as_at_year=2026,
        salary_as_at_month=4,
    )
    CareerTitleFactory(career=nurse, name="Registered nurse")
    CareerTitleFactory(career=nurse, name="Angel", is_hidden=True)
    ExternalCodeFactory(career=nurse, scheme=CodeScheme.SOC2020, code="2237")
    ExternalCodeFactory(career=nurse, scheme=CodeScheme.ONET, code="29-1141.00")
    for position, name in enumerate(["Listening", "Teamwork"]):
        CareerSkillFactory(career=nurse, skill=SkillFactory(name=name), position=position)
    gcse = QualificationFactory(name="GCSE", plural="GCSEs")
    degree = QualificationFactory(name="degree", plural="degrees", level=6)
    maths = RequirementFactory(career=nurse, qualification=gcse, grade="4", or_equivalent=False)
    maths.subjects.add(SubjectFactory(name="Maths"))
    RequirementFactory(career=nurse, strength=Strength.HELPS, qualification=None, words="a driving licence")
    university = RouteFactory(career=nurse, kind=RouteKind.UNIVERSITY)
    RequirementFactory(career=nurse, route=university, qualification=degree, or_equivalent=False)
    RequirementFactory(career=nurse, route=university, qualification=None, words="a placement", position=1)
    RouteFactory(career=nurse, kind=RouteKind.WORK, position=1)

    assert graph_of(client.get("/careers/nurse/")) == [
        {
            "@type": "Occupation",
            "@id": f"{SITE}/careers/nurse/#occupation",
            "name": "Nurse",
            "description": "You look after people.",
            "url": f"{SITE}/careers/nurse/",
            "image": f"{SITE}/static/sharing/nurse.png",
            "occupationLocation": {"@type": "Country", "name": "GB"},
            "alternateName": ["Registered nurse"],
            "occupationalCategory": [
                {
                    "@type": "CategoryCode",
                    "codeValue": "2237",
                    "inCodeSet": {
                        "@type": "CategoryCodeSet",
                        "name": "Standard Occupational Classification 2020",
                        "url": "https://www.ons.gov.uk/methodology/classificationsandstandards/"
                        "standardoccupationalclassificationsoc/soc2020",
                    },
                }
            ],
            "estimatedSalary": {
                "@type": "MonetaryAmount",
                "currency": "GBP",
                "value": {
                    "@type": "QuantitativeValue",
                    "minValue": 31_000,
                    "maxValue": 47_000,
                    "unitText": "YEAR",
                },
            },
            "skills": ["Listening", "Teamwork"],
            "qualifications": [
                "Every way in: A GCSE (4+/A*–C) in maths",
                "University: A degree; A placement",
            ],
        },
        way(("Home", "/"), ("Healthcare", "/sectors/healthcare/"), ("Nurse", "/careers/nurse/")),
        ORGANISATION,
    ]


def test_profile_says_nothing_of_what_varies(client):
    CareerFactory(title="Beekeeper", main_sector=None, summary="You keep bees.")

    assert graph_of(client.get("/careers/beekeeper/")) == [
        {
            "@type": "Occupation",
            "@id": f"{SITE}/careers/beekeeper/#occupation",
            "name": "Beekeeper",
            "description": "You keep bees.",
            "url": f"{SITE}/careers/beekeeper/",
            "image": f"{SITE}/static/sharing/doorway.png",
            "occupationLocation": {"@type": "Country", "name": "GB"},
        },
        way(("Home", "/"), ("Careers", "/careers/"), ("Beekeeper", "/careers/beekeeper/")),
        ORGANISATION,
    ]


@pytest.mark.parametrize(
    ("field", "end"), [("salary_starter", "minValue"), ("salary_experienced", "maxValue")]
)
def test_profile_with_one_salary_names_that_end_alone(client, field, end):
    paid = {"salary_source": SourceFactory(), "salary_as_at_year": 2026, "salary_as_at_month": 4}
    career = CareerFactory(**{field: 28_900}, **paid)

    occupation, *_ = graph_of(client.get(career.get_absolute_url()))

    assert occupation["estimatedSalary"]["value"] == {
        "@type": "QuantitativeValue",
        end: 28_900,
        "unitText": "YEAR",
    }


@pytest.mark.parametrize("kind", ["sector", "subject", "skill"])
def test_page_of_a_word_says_where_it_stands(client, kind):
    career = CareerFactory(main_sector=SectorFactory(name="Word", slug="word"))
    career.subjects.add(SubjectFactory(name="Word", slug="word"))
    CareerSkillFactory(career=career, skill=SkillFactory(name="Word", slug="word"))

    assert graph_of(client.get(f"/{kind}s/word/")) == [
        way(("Home", "/"), ("Careers", "/careers/"), ("Word", f"/{kind}s/word/")),
        ORGANISATION,
    ]


@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", "<!--<script>", "\"'&amp;\\u003c", "Ünïcode 🐝 \u2028"]
)
def test_text_cannot_end_the_data_block(client, title):
    career = CareerFactory(title=title, slug="hostile", summary=title)
    SiteSettingsFactory().__class__.objects.update(organisation=title)

    response = client.get("/careers/hostile/")

    (block,) = scripts_of(Page(response))
    assert "<" not in block
    occupation, trail, organisation = json.loads(block)["@graph"]
    assert (occupation["name"], occupation["description"]) == (career.title, career.summary)
    assert trail["itemListElement"][-1]["name"] == organisation["name"] == title


def test_addresses_never_follow_the_host_header(client, settings):
    settings.ALLOWED_HOSTS = ["evil.example"]
    CareerFactory(title="Nurse")

    response = client.get("/careers/nurse/", headers={"host": "evil.example"})

    assert b"evil.example" not in response.content
    assert {urlsplit(step["item"]).netloc for step in graph_of(response)[1]["itemListElement"]} == {
        "careers.example"
    }


def test_preview_says_nothing_to_machines():
    career = CareerFactory(title="Nurse")
    address = reverse("admin:profiles_career_preview", args=[career.pk])

    page = Page(client_of(EDITOR).get(address))

    assert scripts_of(page) == []
    assert page.all("meta[@property]") == []


def test_home_says_nothing_that_it_does_not_show(client):
    assert scripts_of(Page(client.get("/"))) == []


def test_script_is_no_more_than_its_things():
    assert structured_data.script([]) == (
        '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[]}</script>'
    )


def test_profile_of_a_renamed_career_says_its_new_address(client):
    career = CareerFactory(title="Nurse")
    Career.objects.filter(pk=career.pk).update(slug="staff-nurse")

    assert graph_of(client.get("/careers/staff-nurse/"))[0]["url"] == f"{SITE}/careers/staff-nurse/"
