"""Open any door: a career of a sector that the address does not name."""

import pytest

from tests.factories import CareerFactory, SectorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.rendering]

SURPRISE = "/careers/surprise/"


@pytest.fixture
def take_last(monkeypatch):
    """Chance takes the last of what there is to choose from; what there was is kept."""
    offered = []

    def last(entries):
        offered.append([entry.title for entry in entries])
        return entries[-1]

    monkeypatch.setattr("profiles.views.careers.choice", last)
    return offered


def test_surprise_opens_any_published_career(client, take_last):
    careers = [CareerFactory(title=title) for title in ("Actor", "Baker")]
    CareerFactory(title="Draft", publish_at=None)

    response = client.get(SURPRISE)

    assert take_last == [["Actor", "Baker"]]
    assert (response.status_code, response["Location"]) == (302, careers[1].get_absolute_url())


def test_surprise_leaves_out_the_sectors_that_the_address_names(client, take_last):
    stage, food, care = (SectorFactory(name=name) for name in ("Stage", "Food", "Care"))
    for title, sector in (("Actor", stage), ("Baker", food), ("Carer", care), ("Drifter", None)):
        CareerFactory(title=title, main_sector=sector)

    for address in (f"{SURPRISE}?not=food", f"{SURPRISE}?not=food&not=stage", f"{SURPRISE}?not=no-such"):
        client.get(address)

    assert take_last == [
        ["Actor", "Carer", "Drifter"],
        ["Carer", "Drifter"],
        ["Actor", "Baker", "Carer", "Drifter"],
    ]


def test_surprise_opens_any_door_once_every_sector_was_seen(client, take_last):
    CareerFactory(title="Baker", main_sector=SectorFactory(name="Food"))

    client.get(f"{SURPRISE}?not=food")

    assert take_last == [["Baker"]]


def test_surprise_without_careers_leads_to_the_list(client):
    response = client.get(SURPRISE)

    assert (response.status_code, response["Location"]) == (302, "/careers/")


def test_surprise_is_kept_by_no_cache(client):
    CareerFactory()

    assert "no-store" in client.get(SURPRISE)["Cache-Control"]
