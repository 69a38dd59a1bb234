"""`manage.py import_careers onet`: drafts from O*NET, and nothing that is true in another country only."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from profiles.imports.sheets.onet_careers import read_folder, summary_of, title_of_one
from profiles.imports.sheets.reading import read_sheet, with_parts
from profiles.imports.sheets.sheet import CareerSheet, Code, SkillUse
from profiles.models import Career, ImportRecord
from tests.factories import CareerFactory, ExternalCodeFactory
from tests.outside_data import MADE_UP, ONET, needs_onet
from tests.pages import Page, parts
from tests.profiles.imports import tables
from tests.profiles.imports.test_import_careers import whole_database

pytestmark = pytest.mark.django_db


def run(folder, *options):
    out = StringIO()
    call_command("import_careers", "onet", str(folder), *options, stdout=out)
    return out.getvalue()


def test_occupation_becomes_a_draft_with_all_that_is_true_here_too(tmp_path):
    said = run(tables.onet(tmp_path))

    assert said == "Imported:\n     1 created\n     0 updated\n     0 unchanged\n     0 skipped\n"
    [career] = with_parts(Career.objects.all())
    assert career.publish_at is None
    assert read_sheet(career) == CareerSheet(
        slug="lamp-lighter",
        title="Lamp lighter",
        summary="Light lamps in streets. May also clean glass.",
        overview="Light lamps in streets. May also clean glass.",
        day_to_day="- Light street lamps\n- Clean glass, wicks and burners",
        interests=("organising", "making", "creating"),
        skills=(
            SkillUse("Speaking", "Talking to people so that they understand is very important in this job."),
            SkillUse(
                "Listening",
                "Giving people your full attention and taking time to understand is important in this job.",
            ),
        ),
        codes=(Code("onet", tables.CODE),),
    )


def test_page_of_an_occupation_names_its_source(client, tmp_path):
    run(tables.onet(tmp_path), "--publish")

    page = Page(client.get(Career.objects.get().get_absolute_url()))
    [note] = parts(page.section("data-note"), "li")
    assert (
        "This page includes information from the O*NET 29.3 Database by the U.S. Department of Labor" in note
    )
    assert "O*NET® is a trademark of USDOL/ETA" in note
    assert "Creative Commons Attribution 4.0" in note


def test_import_again_changes_nothing_and_spares_an_editor(tmp_path):
    run(tables.onet(tmp_path))
    before = whole_database()
    assert "     1 unchanged\n" in run(tmp_path)
    assert whole_database() == before
    Career.objects.update(title="Lamplighter")

    said = run(tables.onet(tmp_path, title="Gas Lamp Lighters"))

    assert "Kept as they are:\n  12-3456.00: an editor changed title\n" in said
    assert list(Career.objects.values_list("title", flat=True)) == ["Lamplighter"]


def test_occupation_that_another_career_stands_for_is_skipped(tmp_path):
    ExternalCodeFactory(career=CareerFactory(title="Light keeper"), scheme="onet", code=tables.CODE)

    said = run(tables.onet(tmp_path))

    assert said.endswith("Skipped:\n  12-3456.00: “Light keeper” has its code already\n")
    assert not ImportRecord.objects.exists()


def test_occupation_whose_code_another_career_gets_later_is_still_known(tmp_path):
    run(tables.onet(tmp_path))
    ExternalCodeFactory(career=CareerFactory(), scheme="onet", code=tables.CODE)

    assert "     1 unchanged\n     0 skipped\n" in run(tmp_path)


def test_occupation_without_tasks_is_skipped(tmp_path):
    other = [["98-7654.00", "Workers, All Other", "All others."]]
    rows = [[tables.CODE, "Lamp Lighters", "Light lamps."], *other]

    said = run(tables.onet(tmp_path, occupations=rows))

    assert "     1 created\n" in said
    assert said.endswith("  98-7654.00: O*NET does not say what people do as Workers, All Other\n")


def test_dry_run_writes_nothing(tmp_path):
    before = whole_database()

    said = run(tables.onet(tmp_path), "--dry-run")

    assert whole_database() == before
    assert "     1 created\n" in said


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("Nurse Practitioners", "Nurse practitioner"),
        ("Firefighters", "Firefighter"),
        ("Paramedics", "Paramedic"),
        ("Chief Executives", "Chief executive"),
        ("General and Operations Managers", "General and operations manager"),
        ("Compensation and Benefits Managers", "Compensation and benefits manager"),
        ("Accountants and Auditors", "Accountant and auditor"),
        ("Waiters and Waitresses", "Waiter and waitress"),
        ("First-Line Supervisors of Retail Sales Workers", "First-line supervisor of retail sales workers"),
        ("Helpers--Painters and Plasterers", "Helper--painters and plasterers"),
        ("Dentists, General", "Dentist, general"),
        ("Drivers, Except Oil and Gas", "Driver, except oil and gas"),
        ("English Language and Literature Teachers", "English language and literature teacher"),
        ("Information Systems (GIS) Technologists", "Information systems (GIS) technologist"),
        ("Fallers", "Faller"),
        ("Nannies", "Nanny"),
        ("Models", "Model"),
        ("Bus and Truck Mechanics", "Bus and truck mechanic"),
        ("Mental Health Counselors", "Mental health counsellor"),
        ("Pediatricians, General", "Paediatrician, general"),
        ("Police", "Police"),
    ],
)  # fmt: skip
def test_title_of_many_is_said_of_one(many, one):
    assert title_of_one(many) == one


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("Light lamps. Clean glass.", "Light lamps. Clean glass."),
        (f"Light lamps. {'Clean ' * 40}.", "Light lamps."),
        (f"Construct and repair {'large ' * 8}devices, such as {'lamps, ' * 20}.",
         f"Construct and repair {'large ' * 8}devices."),
        (f"Construct and repair {'large ' * 8}devices; {'clean ' * 20}.",
         f"Construct and repair {'large ' * 8}devices."),
        ("Light " + "very " * 40 + "old lamps.", f"Light {'very ' * 30}".strip() + "…"),
    ],
)  # fmt: skip
def test_summary_ends_with_a_sentence_or_a_clause(description, summary):
    assert summary_of(description) == summary
    assert len(summary) <= 160


WRONG = {
    "missing table": ("skills", None, "there is no skills.csv and no skills.csv.gz in "),
    "another table": ("tasks", b"a,b\n1,2\n", "tasks.csv, line 1: there is no column “code”"),
    "no description": (
        "occupations",
        b"code,title,description\n12-3456.00,Lamp Lighters,\n",
        "occupations.csv, line 2: there is no description",
    ),
    "the same code twice": (
        "occupations",
        b"code,title,description\n12-3456.00,A,x\n12-3456.00,B,x\n",
        "occupations.csv, line 3: the code 12-3456.00 came before",
    ),
    "importance beyond the scale": (
        "skills",
        b"code,element_name,importance,recommend_suppress,not_relevant\n12-3456.00,Speaking,6,,\n",
        "skills.csv, line 2: its importance “6” is not a number from 1 to 5",
    ),
}


@pytest.mark.parametrize(("table", "content", "reason"), WRONG.values(), ids=WRONG)
def test_wrong_folder_is_refused_with_its_line_and_nothing_written(tmp_path, table, content, reason):
    tables.onet(tmp_path)
    path = tmp_path / f"{table}.csv"
    path.unlink() if content is None else path.write_bytes(content)
    before = whole_database()

    with pytest.raises(CommandError) as refused:
        run(tmp_path)

    assert str(refused.value).startswith(reason)
    assert whole_database() == before


def test_path_that_is_no_folder_is_refused(tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        run(tmp_path / "no")


@pytest.mark.parametrize(
    ("folder", "created", "skipped"),
    [
        pytest.param(MADE_UP / "onet", 4, 1, id="made-up"),
        pytest.param(ONET, 922, 94, id="published", marks=[needs_onet, pytest.mark.nightly]),
    ],
)
def test_published_occupations_become_whole_drafts_and_again_nothing(folder, created, skipped):
    first = run(folder)
    sheets = [sheet for _, sheet in read_folder(folder).sheets if isinstance(sheet, CareerSheet)]
    before = whole_database()

    second = run(folder)

    start = "Imported:\n{:>6} created\n     0 updated\n{:>6} unchanged\n{:>6} skipped\n"
    assert first.startswith(start.format(created, 0, skipped))
    assert second.startswith(start.format(0, created, skipped))
    assert whole_database() == before
    assert [sheet for sheet in sheets if not (sheet.day_to_day and sheet.interests)] == []
    assert max(len(sheet.summary) for sheet in sheets) <= 160
    assert not Career.objects.exclude(publish_at=None).exists()
    assert not Career.objects.exclude(salary_starter=None, salary_experienced=None).exists()
