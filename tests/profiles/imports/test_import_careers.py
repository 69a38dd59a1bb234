"""`manage.py import_careers`: what it says, what it writes and what it refuses."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from profiles.imports.sheets.ncs import read_file
from profiles.imports.sheets.reading import read_sheet, with_parts
from profiles.models import Career, ImportRecord, Requirement, Sector, Source
from tests.outside_data import sample_slugs
from tests.profiles.imports.sheets.ncs.records import full_record, record, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "profiles.json"


def run(path, *options):
    out = StringIO()
    call_command("import_careers", "ncs", str(path), *options, stdout=out)
    return out.getvalue()


def whole_database():
    """Every row of every table, by content."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
    }


def test_import_creates_drafts_and_says_so(path):
    write(path, [full_record(), record("wheelwright")])

    said = run(path)

    assert said == "Imported:\n     2 created\n     0 updated\n     0 unchanged\n     0 skipped\n"
    assert list(Career.objects.values_list("slug", "publish_at")) == [
        ("lamplighter", None),
        ("wheelwright", None),
    ]
    career = with_parts(Career.objects.filter(slug="lamplighter")).get()
    assert read_sheet(career) == dict(read_file(path).sheets)["lamplighter"]
    assert career.salary_source == Source.objects.get(slug="national-careers-service")
    assert career.main_sector == Sector.objects.get(name="Home services")


def test_import_again_changes_nothing(path):
    write(path, [full_record()])
    run(path)
    before = whole_database()

    said = run(path)

    assert "     1 unchanged\n" in said
    assert whole_database() == before


def test_import_of_a_newer_file_updates_what_nobody_touched(path):
    run(write(path, [full_record(), record("wheelwright")]))
    Career.objects.filter(slug="lamplighter").update(overview="Ours.")
    Career.objects.filter(slug="wheelwright").delete()
    newer = full_record() | {"description_html": "<p>New.</p>", "career_path_html": "<p>Up.</p>"}

    said = run(write(path, [newer, record("wheelwright")]))

    assert said == (
        "Imported:\n     0 created\n     1 updated\n     0 unchanged\n     1 skipped\n"
        "Skipped:\n  wheelwright: it was deleted here, and stays deleted\n"
        "Kept as they are:\n  lamplighter: an editor changed overview\n"
    )
    career = Career.objects.get()
    assert (career.summary, career.overview, career.where_it_can_lead) == ("New.", "Ours.", "Up.")


@pytest.mark.parametrize("loaded", [False, True])
def test_dry_run_says_what_would_happen_and_writes_nothing(path, loaded):
    if loaded:
        run(write(path, [full_record()]))
    before = whole_database()
    write(path, [full_record() | {"career_path_html": "<p>Up.</p>"}, record("bad", salary_starter="plenty")])

    said = run(path, "--dry-run")

    assert whole_database() == before
    assert said == (
        "Nothing was written. This would happen:\n"
        f"     {int(not loaded)} created\n     {int(loaded)} updated\n     0 unchanged\n     1 skipped\n"
        "Skipped:\n  bad: “plenty” is not a salary\n"
    )
    assert run(path) == said.replace("Nothing was written. This would happen:", "Imported:")


def test_publish_gives_a_date_once_and_never_over_an_editor(path):
    write(path, [record("first"), record("second")])
    run(path)
    run(path, "--publish")
    first_date = Career.objects.get(slug="first").publish_at
    Career.objects.filter(slug="second").update(publish_at=None)

    said = run(path, "--publish")

    assert "     2 unchanged\n" in said
    assert first_date is not None
    assert list(Career.objects.values_list("slug", "publish_at")) == [("first", first_date), ("second", None)]


def test_import_of_a_profile_that_cannot_be_used_names_it_and_saves_the_rest(path):
    write(
        path,
        [
            record("first"),
            record("no-such-sector", categories=["Magic"]),
            record("too-long", title="x" * 121),
            record("upside-down", salary_starter="30000", salary_experienced="20000"),
            record("half", salary_starter="20000"),
            record("last", esco_occupation_label=["x" * 161]),
            full_record("whole"),
        ],
    )

    said = run(path)

    assert said == (
        "Imported:\n     3 created\n     0 updated\n     0 unchanged\n     4 skipped\n"
        "Skipped:\n"
        "  no-such-sector: it names the sector “Magic”, which is not known here\n"
        "  too-long: title: Ensure this value has at most 120 characters (it has 121).\n"
        "  last: name: Ensure this value has at most 160 characters (it has 161).\n"
        "  upside-down: The starter salary is above the experienced one.\n"
    )
    assert [career.slug for career in Career.objects.order_by("pk")] == ["first", "half", "whole"]
    assert [row.key for row in ImportRecord.objects.order_by("pk")] == ["first", "half", "whole"]
    assert Requirement.objects.count() == 1


def test_summary_stays_within_a_screen_and_one_line_each(path):
    bad = [record(f"bad-{n}", salary_starter="\x1b[31m" + "9" * 500) for n in range(14)]

    said = run(write(path, bad)).splitlines()

    assert said[:7] == [
        "Imported:",
        "     0 created",
        "     0 updated",
        "     0 unchanged",
        "    14 skipped",
        "Skipped:",
        f"  bad-0: “�[31m{'9' * 35}” is not a salary",
    ]
    assert said[-1] == "  and 4 more"
    assert len(said) == 17
    assert max(map(len, said)) <= 160


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[{", "profiles.json is broken at record 1: it is not JSON"),
        (
            '[{"title": "A", "slug": "a"}, 5]',
            "profiles.json is broken at record 2, after “A”: it is not an object",
        ),
    ],
)
def test_import_of_a_broken_file_is_refused_before_anything_is_written(path, text, reason):
    path.write_text(text)
    before = whole_database()

    with pytest.raises(CommandError, match=reason):
        run(path)

    assert whole_database() == before


def test_import_of_a_file_that_cannot_be_opened_is_refused(path, tmp_path):
    with pytest.raises(CommandError, match="cannot be opened: No such file or directory"):
        run(path)
    with pytest.raises(CommandError, match="cannot be opened: Is a directory"):
        run(tmp_path)


def test_import_keeps_to_a_sector_that_an_editor_renamed(path):
    run(write(path, [record("first")]))
    Sector.objects.filter(name="Home services").update(name="At home")

    said = run(write(path, [record("first"), record("second")]))

    assert "     1 created\n     0 updated\n     1 unchanged\n     0 skipped\n" in said
    assert [career.main_sector.name for career in Career.objects.all()] == ["At home", "At home"]


def test_import_of_a_published_file_loses_none_and_again_changes_nothing(profiles_name, profiles_file):
    count = {"made-up": 13, "sample": len(sample_slugs()), "whole": 829}[profiles_name]
    first = run(profiles_file)
    sheets = dict(read_file(profiles_file).sheets)
    stored = {record.key: record.career_id for record in ImportRecord.objects.all()}
    careers = with_parts(Career.objects.all()).in_bulk()
    before = whole_database()

    second = run(profiles_file)

    assert first == f"Imported:\n{count:>6} created\n     0 updated\n     0 unchanged\n     0 skipped\n"
    assert [key for key, pk in stored.items() if read_sheet(careers[pk]) != sheets[key]] == []
    assert set(stored) == set(sheets)
    assert second == f"Imported:\n     0 created\n     0 updated\n{count:>6} unchanged\n     0 skipped\n"
    assert whole_database() == before
