"""Where a career stands in the street of salaries: the sentence on its profile, and the picture."""

import pytest

from tests.factories import CareerFactory, SourceFactory
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]


@pytest.fixture
def street():
    """Ten careers, from £15,000 to £24,000 at the start, and ten thousand more in the end."""
    paid = {"salary_source": SourceFactory(), "salary_as_at_year": 2025, "salary_as_at_month": 4}
    return [
        CareerFactory(
            salary_starter=15_000 + 1_000 * number, salary_experienced=25_000 + 1_000 * number, **paid
        )
        for number in range(10)
    ]


def street_of(client, career) -> Page:
    return Page(client.get(career.get_absolute_url()))


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (0, "Pay starts near the bottom and stays among the lower paid."),
        (2, "Pay starts below the middle and grows higher than 2 in 10 careers here."),
        (4, "Pay starts near the middle and grows higher than 4 in 10 careers here."),
        (6, "Pay starts above the middle and grows higher than 6 in 10 careers here."),
        (9, "Pay starts near the top and grows higher than 9 in 10 careers here."),
    ],
)
def test_street_says_where_the_career_stands(client, street, number, sentence):
    assert street_of(client, street[number]).texts("p[@class='street-sentence']") == [sentence]


def test_street_picture_is_labelled_with_both_salaries(client, street):
    labels = street_of(client, street[3]).texts("{http://www.w3.org/2000/svg}text")

    assert labels == ["the middle career", "£18,000", "£28,000"]


def test_street_needs_both_salaries_and_ten_careers(client, street):
    street[0].salary_experienced = None
    street[0].save()

    for career in street[:2]:
        assert street_of(client, career).all("section[@class='street']") == []


def test_street_leaves_drafts_out(client, street):
    street[9].publish_at = None
    street[9].save()

    assert street_of(client, street[3]).all("section[@class='street']") == []
