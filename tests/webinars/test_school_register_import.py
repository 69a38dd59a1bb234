"""`manage.py import_schools`: the register's file in, or nothing at all."""

from datetime import date
from io import BytesIO, StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.conftest import NOON
from tests.factories import SchoolFactory
from tests.hostile import every_family, short
from tests.outside_data import DATA, MADE_UP, needs
from webinars import school_register_import
from webinars.errors import RegisterError
from webinars.models import School

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 16)
SAMPLES = DATA / "schools"
HEADER = "URN,EstablishmentName,EstablishmentStatus (name),CloseDate,Town,Postcode\n"
ROWS = HEADER + "100001,Oakfield,Open,,Derby,DE1 1AA\n100002,“Élan” School,Open,,Leeds,LS1 1AA\n"


def imported(text, *, encoding="utf-8", **options):
    """The summary as (created, updated, unchanged, skipped)."""
    data = text if isinstance(text, bytes) else text.encode(encoding)
    summary = school_register_import.import_schools(BytesIO(data), today=TODAY, **options)
    return summary.created, summary.updated, summary.unchanged, summary.skipped


def stored() -> list[tuple]:
    return list(School.objects.order_by("urn").values_list("urn", "name", "town", "postcode"))


def run(path, *options) -> list[str]:
    out = StringIO()
    with time_machine.travel(NOON, tick=False):
        call_command("import_schools", path, *options, stdout=out)
    return out.getvalue().splitlines()


# --- What is stored ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_schools_are_stored_whatever_the_encoding(encoding):
    assert imported(ROWS, encoding=encoding) == (2, 0, 0, {})

    assert stored() == [
        ("100001", "Oakfield", "Derby", "DE1 1AA"),
        ("100002", "“Élan” School", "Leeds", "LS1 1AA"),
    ]


def test_import_again_changes_nothing():
    imported(ROWS)
    before = stored()

    assert imported(ROWS) == (0, 0, 2, {})
    assert stored() == before


def test_import_updates_what_the_register_changed_by_its_urn():
    SchoolFactory(urn="100001", name="Oakfield Grammar", town="York")
    typed = SchoolFactory(name="Oakfield", urn="")

    assert imported(ROWS) == (1, 1, 0, {})

    assert stored()[1:] == [
        ("100001", "Oakfield", "Derby", "DE1 1AA"),
        ("100002", "“Élan” School", "Leeds", "LS1 1AA"),
    ]
    typed.refresh_from_db()
    assert (typed.name, typed.town) == ("Oakfield", "")


def test_import_keeps_what_the_file_has_no_column_for():
    SchoolFactory(urn="100001", name="Old name", town="Derby", postcode="DE1 1AA")

    assert imported("urn,name\n100001,New name\n") == (0, 1, 0, {})
    assert stored() == [("100001", "New name", "Derby", "DE1 1AA")]


def test_closed_school_is_not_taken_in_and_one_that_is_here_stays():
    SchoolFactory(urn="100002", name="Here")
    text = (
        f"{HEADER}100001,Shut,Closed,01-09-2020,,\n100002,Here,Closed,01-09-2020,,\n"
        '100003,Going,"Open, but proposed to close",31-08-2020,,\n'
    )

    assert imported(text) == (1, 0, 1, {"closed": 1})
    assert [urn for urn, *_ in stored()] == ["100002", "100003"]


@pytest.mark.parametrize(
    ("end_date", "created"),
    [("", 1), ("2026-11-17", 1), ("2026-11-16", 0), ("16-11-2026", 0), ("01/01/2001", 0)],
)
def test_school_without_a_status_is_closed_by_its_date(end_date, created):
    assert imported(f"urn,name,end_date\n1,Oakfield,{end_date}\n")[0] == created


def test_dry_run_says_the_same_and_writes_nothing():
    SchoolFactory(urn="100001", name="Old name")

    assert imported(ROWS, dry_run=True) == (1, 1, 0, {})
    assert [name for _, name, *_ in stored()] == ["Old name"]


def test_import_of_many_is_done_in_batches(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(school_register_import, "BATCH", 2)
    text = "urn,name\n" + "".join(f"{n},School {n}\n" for n in range(1, 6))

    with django_assert_num_queries(3 * 4):  # three times: savepoint, what is here, the new ones, release
        assert imported(text) == (5, 0, 0, {})


def test_names_are_cleaned_and_blank_lines_passed_over():
    imported('urn,name\n\n 7 ,"  Oak\x07field \n  School "\n,\n')

    assert stored() == [("7", "Oakfield School", "", "")]


# --- What is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: there is no column “urn”."),
        ("urn,title\n1,a\n", "line 1: there is no column “establishmentname” or “name” or “school name”."),
        ("urn,name\n", "there is no school in the file."),
        ("urn,name\n1,a\n2\n", "line 3: it has 1 cells, and the first line has 2."),
        ("urn,name\n1,a\n2,b,c\n", "line 3: it has 3 cells, and the first line has 2."),
        ("urn,name\n1,a\nx2,b\n", "line 3, column “urn”: a URN has up to eight digits."),
        ("urn,name\n1,a\n١٢,b\n", "line 3, column “urn”: a URN has up to eight digits."),
        ("URN,Name\n1,\n", "line 2, column “Name”: This field is required."),
        (
            f"urn,name\n1,{'a' * 161}\n",
            "line 2, column “name”: Ensure this value has at most 160 characters (it has 161).",
        ),
        ("urn,name\n1,a\n1,b\n", "the school with the URN 1 is there twice."),
        (
            "urn,name,end_date\n1,a,soon\n",
            "line 2, column “end_date”: a date is written 2026-11-22 or 22-11-2026.",
        ),
        ('urn,name\n1,"a\n', "line 2: it cannot be read as CSV (unexpected end of data)."),
        (
            b"urn,name\n1,Caf\xe9\n2,\x81\n",
            "line 3, column “name”: it has a character that is neither UTF-8 nor Windows-1252.",
        ),
        (
            b"\xef\xbb\xbfurn,name\n1,Caf\xe9\n",
            "line 2, column “name”: it has a character that is neither UTF-8 nor Windows-1252.",
        ),
    ],
)
def test_broken_file_is_refused_whole_and_says_where(text, words):
    with pytest.raises(RegisterError) as refusal:
        imported(text)

    assert str(refusal.value) == words
    assert not School.objects.exists()


@every_family
def test_file_of_any_bytes_is_stored_or_refused(values):
    kept = []
    for value in values:
        for text in (value, f"urn,name\n1,{value}\n", f"urn,name\n{value},a\n"):
            try:
                imported(text.encode("utf-8", "surrogatepass"))
            except RegisterError:
                kept += [(short(value), text[:20])] * School.objects.exists()
            School.objects.all().delete()
    assert kept == []


# --- The command -------------------------------------------------------------------------------------


def test_command_tells_what_happened(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text(ROWS + "100003,Shut,Closed,,,\n", encoding="cp1252")

    assert run(path, "--dry-run")[0] == "Nothing was written. This would happen:"
    assert not School.objects.exists()
    assert run(path) == [
        "Imported:",
        "     2 created",
        "     0 updated",
        "     0 unchanged",
        "     1 skipped: closed",
    ]


def test_command_refuses_in_one_line(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("urn,name\nx,a\n", encoding="utf-8")

    with pytest.raises(CommandError) as refusal:
        run(path)
    with pytest.raises(CommandError, match="cannot be opened"):
        run(tmp_path / "nothing.csv")

    assert str(refusal.value) == "Nothing was imported. line 2, column “urn”: a URN has up to eight digits."


published = needs(SAMPLES)


@pytest.mark.parametrize(
    ("path", "created", "closed"),
    [
        pytest.param(MADE_UP / "schools.csv", 3, 1, id="made-up"),
        pytest.param(MADE_UP / "schools_of_2016.csv", 2, 1, id="made-up-2016"),
        pytest.param(SAMPLES / "schools_with_postcodes.csv", 54, 0, id="published", marks=published),
        pytest.param(
            SAMPLES / "schools_register_alpha_2016.csv", 596, 285, id="published-2016", marks=published
        ),
    ],
)
def test_published_file_is_taken_in(path, created, closed):
    lines = run(path)

    assert lines[1] == f"{created:>6} created"
    assert lines[4:] == ([f"{closed:>6} skipped: closed"] if closed else [])
    assert School.objects.count() == created
