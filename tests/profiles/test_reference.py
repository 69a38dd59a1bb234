"""The vocabulary every site starts with."""

from itertools import pairwise

import pytest

from profiles.models import Condition, ConditionFamily, Licence, Qualification, Sector, Source
from profiles.reference import MODELS, load_reference, reference_row, reference_values

pytestmark = pytest.mark.django_db

SECTORS = """
Administration; Animal care; Beauty and wellbeing; Business and finance; Computing, technology and
digital; Construction and trades; Creative and media; Delivery and storage; Emergency and uniform
services; Engineering and maintenance; Environment and land; Government services; Healthcare; Home
services; Hospitality and food; Law and legal; Managerial; Manufacturing; Retail and sales; Science
and research; Social care; Sports and leisure; Teaching and education; Transport; Travel and tourism"""


def stored():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def test_reference_loads_every_row_and_each_is_valid():
    added = load_reference()

    assert added == sum(len(rows) for rows in reference_values().values()) > 200
    for model in MODELS:
        for row in model.objects.all():
            row.full_clean()


def test_reference_loaded_again_adds_nothing():
    load_reference()
    before = stored()

    assert load_reference() == 0
    assert stored() == before


def test_reference_never_overwrites_what_an_editor_changed():
    load_reference()
    Sector.objects.filter(slug="healthcare").update(name="Health", description="Ours.")
    Sector.objects.filter(slug="transport").update(slug="travel")
    Licence.objects.update(statement="Ours.")
    Condition.objects.filter(name="noisy").delete()
    before = Sector.objects.count()

    assert load_reference() == 1  # the condition that was missing
    assert Sector.objects.count() == before
    assert Sector.objects.get(slug="healthcare").description == "Ours."
    assert set(Licence.objects.values_list("statement", flat=True)) == {"Ours."}


def test_reference_holds_all_sectors_and_neighbours_differ_in_colour():
    load_reference()
    sectors = list(Sector.objects.order_by("name"))

    assert [sector.name for sector in sectors] == " ".join(SECTORS.split()).split("; ")
    assert all(one.hue != next_one.hue for one, next_one in pairwise(sectors))
    assert {sector.hue for sector in sectors} == set(range(12))
    assert all(sector.description for sector in sectors)


def test_reference_has_every_level_and_every_family():
    load_reference()

    assert set(Qualification.objects.values_list("level", flat=True)) == set(range(9))
    assert set(Condition.objects.values_list("family", flat=True)) == set(ConditionFamily.values)
    assert "grades 3 to 1 are level 1" in Qualification.objects.get(name="GCSE").description


def test_reference_gives_a_source_its_licence():
    load_reference()

    source = Source.objects.get(slug="national-careers-service")
    assert source.licence.statement == (
        "Contains public sector information licensed under the Open Government Licence v3.0."
    )


def test_reference_row_is_the_stored_one_else_one_from_the_files():
    made = reference_row(Source, "national-careers-service")
    load_reference()
    Source.objects.filter(slug="national-careers-service").update(slug="ncs")

    found = reference_row(Source, "national-careers-service")

    assert (made.pk, made.name) == (None, "National Careers Service")
    assert found == Source.objects.get(slug="ncs")
