"""Addresses of careers: never used twice, and an old one is never lost."""

import pytest

from profiles.errors import SlugTaken
from profiles.models import CareerSlug
from profiles.slugs import change_slug, is_taken
from tests.factories import CareerFactory, CareerSlugFactory

pytestmark = pytest.mark.django_db


def old_slugs():
    return list(CareerSlug.objects.values_list("career__slug", "slug"))


def test_slug_changed_twice_leaves_both_old_ones():
    career = CareerFactory(slug="one")

    change_slug(career=career, slug="two")
    change_slug(career=career, slug="three")

    assert old_slugs() == [("three", "one"), ("three", "two")]


def test_slug_changed_back_leaves_only_the_other():
    career = CareerFactory(slug="one")

    change_slug(career=career, slug="two")
    change_slug(career=career, slug="one")

    assert old_slugs() == [("one", "two")]


def test_slug_given_again_changes_nothing():
    career = CareerFactory(slug="one")

    change_slug(career=career, slug="one")

    assert old_slugs() == []


@pytest.mark.parametrize("slug", ["nurse", "sister", "compare", "surprise"])
def test_slug_that_something_else_has_or_had_is_refused_and_nothing_changes(slug):
    CareerSlugFactory(career=CareerFactory(slug="nurse"), slug="sister")
    career = CareerFactory(slug="one")

    with pytest.raises(SlugTaken, match=f"“{slug}” is, or once was"):
        change_slug(career=career, slug=slug)

    career.refresh_from_db()
    assert career.slug == "one"
    assert old_slugs() == [("nurse", "sister")]


def test_slug_is_free_for_the_career_that_has_or_had_it():
    career = CareerFactory(slug="one")
    CareerSlugFactory(career=career, slug="zero")

    assert [is_taken(slug, career=career) for slug in ("one", "zero", "two")] == [False, False, False]
    assert [is_taken(slug) for slug in ("one", "zero", "two")] == [True, True, False]
