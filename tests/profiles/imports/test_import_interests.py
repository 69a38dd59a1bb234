"""`manage.py import_interests`: who gets interests from O*NET, which, and to whom they give way."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from profiles.imports import attachments as attaching
from profiles.imports.opendata import onet_tables
from profiles.imports.sheets.reading import read_sheet, with_parts
from profiles.imports.sheets.saving import save_sheets
from profiles.imports.sheets.sheet import CareerSheet
from profiles.models import Career, Interest
from tests.conftest import NOON
from tests.factories import CareerFactory, CareerInterestFactory, ExternalCodeFactory, SourceFactory
from tests.outside_data import MADE_UP, ONET, needs_onet
from tests.pages import Page, words
from tests.profiles.imports import tables
from tests.profiles.imports.test_import_careers import whole_database

pytestmark = pytest.mark.django_db
MAKING, FINDING_OUT, CREATING, HELPING, LEADING, ORGANISING = Interest.values


def run(*arguments):
    out = StringIO()
    call_command("import_interests", *map(str, arguments), stdout=out)
    return out.getvalue()


def career_with(*codes, **fields):
    career = CareerFactory(**fields)
    for code in codes:
        ExternalCodeFactory(career=career, scheme="onet", code=code)
    return career


def interests_of(career):
    rows = career.interests.order_by("position", "pk")
    return [(row.interest, row.source.slug if row.source else "") for row in rows]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([3.5, 7, 3.49, 1, 5, 1], [FINDING_OUT, LEADING, MAKING]),
        ([4, 5, 6, 7, 3.6, 4], [HELPING, CREATING, FINDING_OUT]),
        ([1, 1, 3.4, 3, 1, 1], [CREATING]),
        ([1, 2, 1, 4, 1, 4], [HELPING, ORGANISING]),
    ],
)
def test_career_gets_the_strongest_interests_of_its_occupation(tmp_path, scores, expected):
    career = career_with(tables.CODE)

    said = run(tables.interests(tmp_path, {tables.CODE: scores}))

    assert said == (
        f"Done:\n     {len(expected)} added\n     0 taken away\n"
        "     0 left as before\nCareers with interests from this source: 1\n"
    )
    assert interests_of(career) == [(interest, "onet") for interest in expected]


def test_career_with_several_codes_gets_those_of_the_first_known(tmp_path):
    career = career_with("11-1111.00", "22-2222.00", "33-3333.00", title="Nurse")
    folder = tables.interests(tmp_path, {"22-2222.00": [1, 1, 1, 7, 1, 1], "33-3333.00": [7, 1, 1, 1, 1, 1]})

    said = run(folder)

    assert interests_of(career) == [(HELPING, "onet")]
    assert said.endswith("Careers whose code is not in the file:\n  Nurse: 11-1111.00\n")


def test_import_again_changes_only_what_differs(tmp_path):
    career_with(tables.CODE)
    changing = career_with("22-2222.00")
    scores = {tables.CODE: [7, 1, 1, 1, 1, 1], "22-2222.00": [7, 6, 1, 1, 1, 1]}
    run(tables.interests(tmp_path, scores))
    before = whole_database()
    assert "     3 left as before\n" in run(tmp_path)
    assert whole_database() == before

    said = run(tables.interests(tmp_path, scores | {"22-2222.00": [6, 7, 1, 1, 1, 1]}))

    assert said.startswith("Done:\n     2 added\n     2 taken away\n     1 left as before\n")
    assert interests_of(changing) == [(FINDING_OUT, "onet"), (MAKING, "onet")]


def test_career_with_interests_of_its_own_is_left_alone(tmp_path):
    career = career_with(tables.CODE)
    CareerInterestFactory(career=career, interest=HELPING)

    said = run(tables.interests(tmp_path, {tables.CODE: [7, 1, 1, 1, 1, 1]}))

    assert "Left out:\n     1 because the career has interests of its own\n" in said
    assert interests_of(career) == [(HELPING, "")]


def test_interest_chosen_while_the_import_compares_wins(tmp_path, monkeypatch):
    career = career_with(tables.CODE)
    real = attaching._write

    def meanwhile(*arguments):
        CareerInterestFactory(career=career, interest=HELPING)
        real(*arguments)

    monkeypatch.setattr(attaching, "_write", meanwhile)
    run(tables.interests(tmp_path, {tables.CODE: [7, 1, 1, 1, 1, 1]}))

    assert interests_of(career) == [(HELPING, "")]


def test_import_of_careers_replaces_attached_interests_only_by_its_own(tmp_path):
    source = SourceFactory()

    def save(**blocks):
        sheet = CareerSheet(slug="nurse", title="Nurse", summary="Nurses.", **blocks)
        return save_sheets([("k", sheet)], source=source, now=NOON)

    save()
    career = Career.objects.get()
    ExternalCodeFactory(career=career, scheme="onet", code=tables.CODE)
    run(tables.interests(tmp_path, {tables.CODE: [7, 1, 1, 6, 1, 1]}))

    save(overview="New.")
    kept = interests_of(career)
    summary = save(overview="New.", interests=(HELPING, LEADING))

    assert kept == [(MAKING, "onet"), (HELPING, "onet")]
    assert (summary.updated, summary.kept) == (1, [])
    assert interests_of(career) == [(HELPING, ""), (LEADING, "")]
    assert read_sheet(with_parts(Career.objects.all()).get()).interests == (HELPING, LEADING)


def test_remove_takes_attached_interests_away_and_no_other(tmp_path):
    career, own = career_with(tables.CODE), career_with(tables.CODE)
    CareerInterestFactory(career=own, interest=HELPING)
    run(tables.interests(tmp_path, {tables.CODE: [7, 1, 1, 1, 1, 1]}))

    tried = run("--remove", "--dry-run")
    assert interests_of(career) == [(MAKING, "onet")]
    said = run("--remove")

    assert "     1 taken away\n" in said
    assert tried == said.replace("Done:", "Nothing was written. This would happen:")
    assert (interests_of(career), interests_of(own)) == ([], [(HELPING, "")])


def test_dry_run_on_a_fresh_site_writes_nothing(tmp_path):
    career_with(tables.CODE)
    before = whole_database()

    said = run(tables.interests(tmp_path, {tables.CODE: [7, 1, 1, 1, 1, 1]}), "--dry-run")

    assert whole_database() == before
    assert "     1 added\n" in said


def test_page_of_a_career_with_attached_interests_names_their_source(client, tmp_path):
    career = career_with(tables.CODE)
    assert "O*NET" not in client.get(career.get_absolute_url()).content.decode()

    run(tables.interests(tmp_path, {tables.CODE: [7, 1, 1, 1, 1, 1]}))

    page = Page(client.get(career.get_absolute_url()))
    assert "USDOL/ETA has not approved, endorsed, or tested" in words(page.section("data-note"))


COLUMNS = ["code", "element_name", "scale_id", "value"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([tables.CODE, "Magical", "OI", 3], "“Magical” is none of the six types of interest"),
        ([tables.CODE, "Social", "OI", "much"], "its value “much” is not a number from 1 to 7"),
        ([tables.CODE, "Social", "OI", "nan"], "its value “nan” is not a number from 1 to 7"),
        ([tables.CODE, "Social", "OI", 7.1], "its value “7.1” is not a number from 1 to 7"),
        ([tables.CODE, "Artistic", "OI", 3], f"Artistic came before for {tables.CODE}"),
        (["nurse", "Social", "OI", 3], "“nurse” is not a code such as 29-1141.00"),
    ],
)
def test_one_wrong_line_is_named_and_nothing_written(tmp_path, row, reason):
    career_with(tables.CODE)
    rows = [[tables.CODE, "First Interest High-Point", "IH", 9], [tables.CODE, "Artistic", "OI", 6], row]
    tables.write(tmp_path / "interests.csv", COLUMNS, rows)
    before = whole_database()

    with pytest.raises(CommandError) as refused:
        run(tmp_path)

    assert str(refused.value) == f"interests.csv, line 4: {reason}. Nothing was written."
    assert whole_database() == before


@pytest.mark.parametrize(
    ("folder", "count", "code", "expected"),
    [
        pytest.param(
            MADE_UP / "onet", 4, "12-3456.00", (ORGANISING, MAKING, CREATING), id="made-up"
        ),  # lamp lighters
        pytest.param(
            ONET, 923, "29-1141.00", (HELPING, FINDING_OUT, ORGANISING), id="published", marks=needs_onet
        ),  # registered nurses
    ],
)
def test_published_interests_are_between_one_and_three_of_each_occupation(folder, count, code, expected):
    found = onet_tables.interests(folder)

    assert len(found) == count
    assert {len(interests) for interests in found.values()} == {1, 2, 3}
    assert found[code] == expected
