"""`manage.py import_titles`: which titles it attaches, and to whom they give way."""

import gzip
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import ContentChange
from profiles.imports.opendata.titles import _forms
from profiles.imports.sheets.reading import read_sheet, with_parts
from profiles.imports.sheets.saving import save_sheets
from profiles.imports.sheets.sheet import CareerSheet, Titles
from profiles.models import Career, CareerTitle
from profiles.search.index import Index
from profiles.search.live import documents
from tests.conftest import NOON
from tests.factories import CareerFactory, CareerTitleFactory, ExternalCodeFactory, SourceFactory
from tests.outside_data import ESCO, MADE_UP, ONET, PROFILES, needs_esco, needs_onet, needs_profiles
from tests.pages import Page, parts, words
from tests.profiles.imports import tables
from tests.profiles.imports.test_import_careers import whole_database

pytestmark = pytest.mark.django_db


def run(kind, *arguments):
    out = StringIO()
    call_command("import_titles", kind, *map(str, arguments), stdout=out)
    return out.getvalue()


def career_with(scheme, code, title="Nurse", **fields):
    career = CareerFactory(title=title, **fields)
    ExternalCodeFactory(career=career, scheme=scheme, code=code)
    return career


def attached(career):
    """The names that open data attached, in their order."""
    rows = career.titles.exclude(source=None).order_by("position", "pk")
    assert {row.is_hidden for row in rows} <= {True}
    return [row.name for row in rows]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "occupations.csv.gz"


# --- What is attached ----------------------------------------------------------------------------------


def test_titles_of_esco_are_attached_to_the_career_with_its_label(path):
    nurse = career_with("esco", "Care Nurse")
    other = CareerFactory(title="Plumber")
    tables.esco(path, {"care nurse": ["ward sister", " matron "], "pipe fitter": ["tube fitter"]})

    said = run("esco", path)

    assert said == (
        "Done:\n     3 added\n     0 taken away\n     0 left as before\n"
        "Careers with titles from this source: 1\n"
    )
    assert attached(nurse) == ["care nurse", "ward sister", "matron"]
    assert attached(other) == []
    assert set(nurse.titles.values_list("source__slug", flat=True)) == {"esco"}


@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_titles_of_onet_are_attached_to_the_career_with_its_code(tmp_path, ending):
    nurse = career_with("onet", tables.CODE)
    career_with("onet", "99-9999.00", title="Wheelwright")
    folder = tables.alternate_titles(tmp_path, {tables.CODE: ["Ward Clerk (WC)", "Matron"]}, ending)

    said = run("onet", folder)

    assert "     2 added\n" in said
    assert said.endswith("Careers whose code is not in the file:\n  Wheelwright: 99-9999.00\n")
    assert attached(nurse) == ["Ward Clerk (WC)", "Matron"]


def test_titles_that_would_lead_astray_are_left_out(path):
    nurse = career_with("esco", "nurse of adults")
    CareerTitleFactory(career=nurse, name="Bed-side carer")
    CareerFactory(title="Porter")
    CareerTitleFactory(career=CareerFactory(title="Cook"), name="kitchen nurse", is_hidden=True)
    for kind in ("Pump", "Lift", "Lamp"):
        CareerFactory(title=f"{kind} mechanic")
    for number in range(3):
        career_with("esco", "sharer", title=f"Sharer {number}")
    career_with("esco", "lone sharer", title="Lone sharer")
    tables.esco(
        path,
        {
            "nurse of adults": [
                "porter",
                "Kitchen Nurse",
                "MECHANIC",
                "bedside-carer",
                "bed side carer",
                "x" * 161,
                "shift leader",
                "nurse, of adults",
                "lamp mechanics’ nurse",
            ],
            "sharer": ["shift leader"],
            "lone sharer": [],
        },
    )

    said = run("esco", path)

    assert attached(nurse) == ["nurse of adults", "bedside-carer", "lamp mechanics’ nurse"]
    assert said.splitlines()[5:] == [
        "Left out:",
        "     2 because another career has the title",
        "     3 because the career has the title already",
        "     1 because the title has more than 160 characters",
        "     4 because the title is a word for 3 or more other careers",  # “sharer” is one for three
        "     4 because too many careers would share the title",
    ]


def test_title_that_two_careers_share_is_attached_from_esco_to_both_and_from_onet_to_neither(tmp_path, path):
    careers = [career_with("esco", "nurse of all", title=title) for title in ("Nurse", "Midwife")]
    for career in careers:
        ExternalCodeFactory(career=career, scheme="onet", code=tables.CODE)

    run("esco", tables.esco(path, {"nurse of all": []}))
    run("onet", tables.alternate_titles(tmp_path, {tables.CODE: ["Bedside aide"]}))

    assert [attached(career) for career in careers] == [["nurse of all"], ["nurse of all"]]


def test_titles_of_two_sources_stand_once_and_each_import_again_changes_nothing(tmp_path, path):
    nurse = career_with("esco", "care nurse")
    ExternalCodeFactory(career=nurse, scheme="onet", code=tables.CODE)
    tables.esco(path, {"care nurse": ["Matron", "CEO"]})
    tables.alternate_titles(tmp_path, {tables.CODE: ["MATRON", "Sister", "Chief Executive Officer (CEO)"]})
    run("esco", path)
    run("onet", tmp_path)
    names = ["care nurse", "Matron", "CEO", "Sister", "Chief Executive Officer (CEO)"]
    assert attached(nurse) == names
    before = whole_database()

    again = [run("esco", path), run("onet", tmp_path)]

    assert ["     0 added\n     0 taken away\n" in said for said in again] == [True, True]
    assert whole_database() == before


def test_newer_file_changes_only_what_differs(path):
    nurse = career_with("esco", "care nurse")
    run("esco", tables.esco(path, {"care nurse": ["Matron", "Sister"]}))
    kept = nurse.titles.get(name="Sister")

    said = run("esco", tables.esco(path, {"care nurse": ["Sister", "Angel"]}))

    assert said.startswith("Done:\n     1 added\n     1 taken away\n     2 left as before\n")
    assert attached(nurse) == ["care nurse", "Sister", "Angel"]
    assert nurse.titles.get(name="Sister") == kept


def test_remove_takes_one_source_away_whole_and_nothing_else(tmp_path, path):
    nurse = career_with("esco", "care nurse")
    ExternalCodeFactory(career=nurse, scheme="onet", code=tables.CODE)
    CareerTitleFactory(career=nurse, name="RGN", is_hidden=True)
    run("esco", tables.esco(path, {"care nurse": ["Matron"]}))
    run("onet", tables.alternate_titles(tmp_path, {tables.CODE: ["Sister"]}))

    tried = run("esco", "--remove", "--dry-run")
    assert len(attached(nurse)) == 3
    said = run("esco", "--remove")

    assert "     2 taken away\n" in said
    assert tried == said.replace("Done:", "Nothing was written. This would happen:")
    assert list(nurse.titles.values_list("name", flat=True)) == ["RGN", "Sister"]


@pytest.mark.parametrize("loaded", [False, True])
def test_dry_run_says_what_would_happen_and_writes_nothing(path, loaded):
    career_with("esco", "care nurse")
    if loaded:
        run("esco", tables.esco(path, {"care nurse": ["Matron"]}))
    before = whole_database()
    tables.esco(path, {"care nurse": ["Sister"]})

    tried = run("esco", path, "--dry-run")

    assert whole_database() == before
    assert tried == run("esco", path).replace("Done:", "Nothing was written. This would happen:")


def test_titles_are_written_for_fifty_careers_at_a_time(path):
    for number in range(51):
        career_with("esco", f"occupation {number}", title=f"Job {number}")
    tables.esco(path, {f"occupation {number}": [f"word{number}"] for number in range(51)})
    run("esco", path, "--dry-run")
    before = ContentChange.objects.count()

    with CaptureQueriesContext(connection) as asked:
        run("esco", path)

    inserts = [query["sql"] for query in asked if query["sql"].startswith("INSERT")]
    assert len([sql for sql in inserts if '"profiles_careertitle"' in sql]) == 2
    assert CareerTitle.objects.count() == 102
    assert ContentChange.objects.count() > before  # readers' memories are made anew


# --- What an editor or another import says stands ---------------------------------------------------


def test_title_that_an_editor_typed_stays_the_editors(path):
    nurse = career_with("esco", "care nurse")
    CareerTitleFactory(career=nurse, name="MATRON")
    tables.esco(path, {"care nurse": ["matron"]})

    run("esco", path)
    run("esco", "--remove")

    [title] = nurse.titles.all()
    assert (title.name, title.is_hidden, title.source) == ("MATRON", False, None)


def test_title_typed_or_career_deleted_while_the_import_compares_stops_nothing(path, monkeypatch):
    from profiles.imports import attachments as module

    nurse, cook = career_with("esco", "care nurse"), career_with("esco", "head cook", title="Cook")
    tables.esco(path, {"care nurse": ["matron", "sister"], "head cook": []})
    real = module._write

    def meanwhile(*arguments):
        CareerTitleFactory(career=nurse, name="Matron")
        Career.objects.filter(pk=cook.pk).delete()
        real(*arguments)

    monkeypatch.setattr(module, "_write", meanwhile)
    run("esco", path)

    assert attached(nurse) == ["care nurse", "sister"]
    assert not CareerTitle.objects.exclude(career=nurse).exists()


def test_import_of_careers_spares_attached_titles_and_sees_no_editor_in_them(path):
    source = SourceFactory()

    def save(*hidden, **blocks):
        sheet = CareerSheet(slug="nurse", title="Nurse", summary="Nurses.", titles=Titles(hidden=hidden))
        return save_sheets([("k", sheet)], source=source, now=NOON)

    save("RGN")
    ExternalCodeFactory(career=Career.objects.get(), scheme="esco", code="care nurse")
    run("esco", tables.esco(path, {"care nurse": ["matron", "sister"]}))

    summary = save("RGN", "Matron")

    assert (summary.updated, summary.kept) == (1, [])
    career = with_parts(Career.objects.all()).get()
    assert read_sheet(career).titles == Titles(hidden=("RGN", "Matron"))
    assert attached(Career.objects.get()) == ["care nurse", "sister"]


# --- Where it shows ---------------------------------------------------------------------------------


def test_attached_title_is_found_by_search_and_its_source_named_on_the_page(client, path):
    nurse = career_with("esco", "care nurse")
    CareerFactory(title="Wardrobe mistress")
    run("esco", tables.esco(path, {"care nurse": ["angel of the ward"]}))

    assert "angel of the ward" in documents(NOON)[0]["alternates"]
    page = Page(client.get(nurse.get_absolute_url()))
    [note] = parts(page.section("data-note"), "li")
    assert "This service uses the ESCO classification of the European Commission" in note
    assert "angel of the ward" not in words(page.root)


# --- Wrong files ------------------------------------------------------------------------------------------

HEAD = b"preferred_label,alt_labels\n"
BROKEN = {
    "another table": (
        b"code,title\n1,x\n",
        "o.csv, line 1: there is no column “preferred_label”, so it may be the wrong file. N",
    ),
    "nothing": (b"", "o.csv, line 1: there is no column “preferred_label”, so it may be the wrong file. N"),
    "no rows": (HEAD, "o.csv, line 1: no rows follow"),
    "too few cells": (HEAD + b'nurse,"a\nb"\ncook\n', "o.csv, line 4: it has 1 cell instead of 2"),
    "too many cells": (HEAD + b"nurse,a,b\n", "o.csv, line 2: it has 3 cells instead of 2"),
    "no title": (HEAD + b"nurse,a\n ,b\n", "o.csv, line 3: there is no preferred_label"),
    "not UTF-8": (HEAD + b"caf\xe9,a\n", "o.csv, line 1 or later: it is not text in UTF-8"),
    "NUL": (HEAD + b"nur\0se,a\n", "o.csv, line 2: it holds a character that cannot be stored"),
    "open quotes": (HEAD + b'nurse,"a\n', "o.csv, line 2: it is not a table (unexpected end of data)"),
    "endless cell": (HEAD + b"nurse," + b"a" * 200_000, "o.csv, line 2: it is not a table (field larger"),
    "JSON": (b'[{"preferred_label": "nurse"}]', "o.csv, line 1: there is no column “preferred_label”"),
    "packed": (gzip.compress(HEAD), "o.csv, line 1 or later: it is not text in UTF-8"),
}


@pytest.mark.parametrize(("content", "reason"), BROKEN.values(), ids=BROKEN)
def test_wrong_file_is_refused_with_its_line_and_nothing_written(tmp_path, path, content, reason):
    nurse = career_with("esco", "nurse")
    run("esco", tables.esco(path, {"nurse": ["matron"]}))
    before = whole_database()
    wrong = tmp_path / "o.csv"
    wrong.write_bytes(content)

    with pytest.raises(CommandError) as refused:
        run("esco", wrong)

    assert str(refused.value).startswith(reason)
    assert "Nothing was written." in str(refused.value)
    assert whole_database() == before
    assert attached(nurse) == ["matron"]


def test_packed_file_that_is_cut_off_or_not_packed_is_refused(path):
    tables.esco(path, {f"occupation {number}": [f"{number * 7919}"] for number in range(999)})
    whole = path.read_bytes()
    for content, reason in ((whole[:-900], "is damaged or cut off"), (b"plain", "is not packed, though")):
        path.write_bytes(content)
        with pytest.raises(CommandError, match=reason):
            run("esco", path)


@pytest.mark.parametrize(
    ("code", "reason"),
    [("12-34", "“12-34” is not a code such as 29-1141.00"), ("", "there is no code")],
)
def test_wrong_code_is_refused_with_its_line(tmp_path, code, reason):
    folder = tables.alternate_titles(tmp_path, {tables.CODE: ["a"], code: ["b"]}, "csv")

    with pytest.raises(CommandError) as refused:
        run("onet", folder)

    assert str(refused.value) == f"alternate_titles.csv, line 3: {reason}. Nothing was written."


def test_missing_file_and_missing_folder_are_refused(tmp_path):
    for kind, path, reason in (
        ("esco", tmp_path / "no.csv", "cannot be opened: No such file or directory"),
        ("onet", tmp_path, "there is no alternate_titles.csv and no alternate_titles.csv.gz in "),
        ("onet", tmp_path / "no", "is not a folder"),
    ):
        with pytest.raises(CommandError, match=reason):
            run(kind, path)


@pytest.mark.parametrize("arguments", [[], ["x.csv", "--remove"]])
def test_file_or_remove_must_be_named(arguments):
    with pytest.raises(CommandError, match="Name the file or folder to read, or --remove without one"):
        run("esco", *arguments)


def test_summary_stays_within_a_screen_and_one_line_each(path):
    for number in range(14):
        career_with("esco", "\x1b[31m" + "x" * 150, title=f"Job {number}" + "y" * 100)

    said = run("esco", tables.esco(path, {"nurse": []})).splitlines()

    assert said[-1] == "  and 4 more"
    assert len(said) == 17
    assert max(map(len, said)) <= 160
    assert "\x1b" not in "".join(said)


# --- Whole files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profiles", "esco", "onet", "least", "step"),
    [
        pytest.param(MADE_UP / "profiles.json", MADE_UP / "esco.csv", MADE_UP / "onet", 25, 1, id="made-up"),
        pytest.param(
            PROFILES,
            ESCO,
            ONET,
            15_000,
            37,
            id="published",
            marks=[needs_profiles, needs_esco, needs_onet, pytest.mark.nightly],
        ),
    ],
)
def test_published_titles_are_attached_once_and_each_finds_its_career(profiles, esco, onet, least, step):
    call_command("import_careers", "ncs", str(profiles), "--publish", stdout=StringIO())
    first = [run("esco", esco), run("onet", onet)]
    again = [run("esco", esco), run("onet", onet)]
    found = documents(NOON.replace(year=2099))
    index, having = Index(found), {}
    titles = [(row["code"], title) for row in found for title in [row["title"], *row["alternates"]]]
    for code, title in titles:
        for form in _forms(title):
            having.setdefault(form, set()).add(code)

    astray = []
    for code, title in titles[::step]:
        ties = set().union(*(having[form] for form in _forms(title)))
        answers = [result.code for result in index.search(title, limit=len(ties)).results]
        if code not in answers or set(answers[: answers.index(code)]) - ties:
            astray.append(title)

    assert len(titles) > least
    assert astray == []
    assert CareerTitle.objects.exclude(source=None).exists()
    assert all("     0 added\n     0 taken away\n" in said for said in again)
    assert max(len(said.splitlines()) for said in first) <= 24


def test_file_that_knows_no_career_here_takes_nothing_away(path):
    nurse = career_with("esco", "care nurse")
    tables.esco(path, {"infirmier": ["soignant"]})
    nothing_yet = run("esco", path)
    run("esco", tables.esco(path, {"care nurse": ["Matron"]}))
    tables.esco(path, {"infirmier": ["soignant"]})

    for arguments in ([path], [path, "--dry-run"]):
        with pytest.raises(CommandError, match="so it may be the wrong file"):
            run("esco", *arguments)

    assert attached(nurse) == ["care nurse", "Matron"]
    assert "     0 added\n     0 taken away\n" in nothing_yet
