"""What a webinar's page says to machines: what readers see of it, and never how to join."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from careersguide.roles import ORGANISER
from tests.conftest import NOON
from tests.factories import BookingFactory, BookingRequestFactory, SiteSettingsFactory, WebinarFactory
from tests.pages import Page
from tests.staff import client_of
from tests.structured_data import graph_of, scripts_of
from webinars.models import Status

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SITE = "https://careers.example"
ADDRESS = "/webinars/meet-a-nurse/"
IN_JULY = datetime(2027, 7, 7, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = SITE
    SiteSettingsFactory(organisation="Careers for all")
    with time_machine.travel(NOON, tick=False):
        yield


def meeting(**fields):
    return WebinarFactory(title="Meet a nurse", summary="Two nurses talk.", **fields)


def event(**changes):
    said = {
        "@type": "EducationEvent",
        "@id": f"{SITE}{ADDRESS}#event",
        "name": "Meet a nurse",
        "description": "Two nurses talk.",
        "url": f"{SITE}{ADDRESS}",
        "startDate": "2026-12-16T10:00:00+00:00",
        "endDate": "2026-12-16T10:45:00+00:00",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "location": {"@type": "VirtualLocation", "url": f"{SITE}{ADDRESS}"},
        "organizer": {"@id": f"{SITE}/#organisation"},
        "isAccessibleForFree": True,
        "offers": {"@type": "Offer", "price": 0, "priceCurrency": "GBP", "url": f"{SITE}{ADDRESS}"},
        **changes,
    }
    return {name: value for name, value in said.items() if value is not None}


def test_webinar_says_when_it_is_and_that_it_is_free(client):
    meeting()

    assert graph_of(client.get(ADDRESS)) == [
        event(),
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Home", "item": f"{SITE}/"},
                {"@type": "ListItem", "position": 2, "name": "Webinars", "item": f"{SITE}/webinars/"},
                {"@type": "ListItem", "position": 3, "name": "Meet a nurse", "item": f"{SITE}{ADDRESS}"},
            ],
        },
        {
            "@type": "Organization",
            "@id": f"{SITE}/#organisation",
            "name": "Careers for all",
            "url": f"{SITE}/",
        },
    ]


@pytest.mark.parametrize(
    ("fields", "changes"),
    [
        (
            {"moved_from": IN_JULY, "starts_at": IN_JULY + timedelta(days=1)},
            {
                "startDate": "2027-07-08T10:00:00+01:00",
                "endDate": "2027-07-08T10:45:00+01:00",
                "eventStatus": "https://schema.org/EventRescheduled",
                "previousStartDate": "2027-07-07T10:00:00+01:00",
            },
        ),
        (
            {"status": Status.POSTPONED},
            {
                "eventStatus": "https://schema.org/EventPostponed",
                "previousStartDate": "2026-12-16T10:00:00+00:00",
                "offers": None,
            },
        ),
        (
            {"status": Status.CANCELLED, "moved_from": IN_JULY},
            {"eventStatus": "https://schema.org/EventCancelled", "offers": None},
        ),
        ({"booking_closes_at": NOON - timedelta(days=1)}, {"offers": None}),
        ({"booking_opens_at": NOON + timedelta(days=1)}, {"offers": None}),
    ],
)
def test_webinar_says_what_became_of_it(client, fields, changes):
    meeting(**fields)

    assert graph_of(client.get(ADDRESS))[0] == event(**changes)


def test_webinar_says_nothing_of_its_room_or_of_those_who_come(client):
    webinar = meeting(join_url="https://rooms.example/xyzzy", capacity=47)
    BookingFactory(booking_request=BookingRequestFactory(webinar=webinar), group_label="10 Blue", year_10=31)

    (block,) = scripts_of(Page(client.get(ADDRESS)))

    assert [
        secret for secret in ("xyzzy", "rooms.example", "10 Blue", "47", "31", "School") if secret in block
    ] == []


def test_webinar_with_a_hostile_title_stays_one_block(client):
    title = "</script><script>alert(1)</script>"
    WebinarFactory(title=title, slug="meet-a-nurse", summary=title)

    assert graph_of(client.get(ADDRESS))[0]["name"] == title


def test_preview_of_a_webinar_says_nothing_to_machines():
    webinar = meeting(status=Status.DRAFT)
    address = reverse("admin:webinars_webinar_preview", args=[webinar.pk])

    page = Page(client_of(ORGANISER).get(address))

    assert scripts_of(page) == []
    assert page.all("meta[@property]") == []
