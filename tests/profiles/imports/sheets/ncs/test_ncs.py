"""A profile of the National Careers Service as a sheet, and files that are broken."""

import json
import re
from dataclasses import dataclass, fields
from decimal import Decimal

import pytest

from core.rich_text import clean
from profiles.imports.errors import SheetError
from profiles.imports.sheets.ncs import career_sheet, read_file
from profiles.imports.sheets.sheet import (
    CareerSheet,
    Code,
    ConditionUse,
    Hours,
    RequirementLine,
    RouteSheet,
    Salary,
    Sectors,
    Titles,
)
from tests.hostile import every_list
from tests.outside_data import records
from tests.profiles.imports.sheets.ncs.records import full_record, record, write

FULL_SHEET = CareerSheet(
    slug="lamplighter",
    title="Lamplighter",
    summary="Lamplighters light lamps.",
    titles=Titles(hidden=("street light tender",)),
    sectors=Sectors("Home services", ("Creative and media", "Environment and land")),
    subjects=("Physics",),
    salary=Salary(14_000, 25_500, "", "National Careers Service", 11, 2020),
    hours=Hours(
        Decimal("37.5"), Decimal("40.0"), "It depends on the season.", "National Careers Service", 11, 2020
    ),
    overview="Lamplighters light lamps.",
    what_it_takes="- be able to switch a computer on",
    day_to_day="- lighting lamps\n- cleaning glass",
    routes=(
        RouteSheet(
            "university",
            "You could study light.\n\nAt night.",
            (
                RequirementLine(
                    strength="usually",
                    at_least=2,
                    at_most=3,
                    qualification="A level",
                    or_equivalent=True,
                    subjects=("Physics",),
                    purpose="work",
                ),
            ),
        ),
        RouteSheet(
            "apprenticeship",
            "You could learn it.\n\nApprenticeships that lead here: Lamp operative; Light technician.",
        ),
        RouteSheet("work", "You could start as a helper."),
    ),
    conditions=(
        ConditionUse("on the streets"),
        ConditionUse("in an office"),
        ConditionUse("at height"),
        ConditionUse("outdoors in all weathers"),
        ConditionUse("uniform"),
        ConditionUse("evenings"),
        ConditionUse("weekends"),
        ConditionUse("on a rota"),
        ConditionUse("seasonal work"),
        ConditionUse("over 18", "You'll need to be over 18 years of age."),
        ConditionUse("registration", "You'll need to register with the [Guild](https://lamps.example)."),
        ConditionUse("other rules", "You must like the dark."),
    ),
    where_it_can_lead="You could become a chandler.",
    find_out_more="Join the guild.\n\nBring matches.\n\nAsk a lamp.",
    codes=(
        Code("esco", "Lamplighter"),
        Code("esco", "street light tender"),
        Code("onet", "12-3456.00"),
        Code("soc2010", "1234"),
    ),
    reviewed_on="2020-11-16",
)


def test_profile_lands_in_the_blocks_of_a_sheet():
    assert career_sheet(full_record()) == FULL_SHEET


def test_profile_without_anything_is_the_least_sheet():
    assert career_sheet(record(categories=[])) == CareerSheet(
        slug="lamplighter",
        title="Lamplighter",
        summary="Lamplighters light lamps.",
        overview="Lamplighters light lamps.",
        reviewed_on="2020-11-16",
    )


def test_profile_title_and_address_are_plain():
    sheet = career_sheet(record("lamplighter's-(mate)", title="Lamplighter's mate*"))

    assert (sheet.slug, sheet.title) == ("lamplighters-mate", "Lamplighter's mate")


def test_profile_summary_is_short_and_the_overview_whole():
    description = f"<p>{'Light ' * 40}lamps.</p>"

    sheet = career_sheet(record(description_html=description))

    assert len(sheet.summary) <= 160
    assert sheet.summary.endswith("Light…")
    assert sheet.overview.endswith("lamps.")


@pytest.mark.parametrize(
    ("details", "note"),
    [("term time", "In term time only."), ("a week", ""), ("by moonlight", "By moonlight.")],
)
def test_profile_hours_have_their_details_as_a_note(details, note):
    assert career_sheet(record(hours_details=details)).hours == Hours(note=note)


def test_profile_with_standards_only_has_an_apprenticeship():
    sheet = career_sheet(record(apprenticeship_standards=["Lamp operative"]))

    assert sheet.routes == (RouteSheet("apprenticeship", "Apprenticeships that lead here: Lamp operative."),)


def test_profile_statement_instead_of_requirements_is_part_of_the_route():
    route = {
        "RelevantSubjects": "<p>Learn it.</p>",
        "RequirementsPrefix": ["<p>There are no set entry requirements for this route.</p>"],
    }

    sheet = career_sheet(record(routes={"college": [route]}))

    text = "Learn it.\n\nThere are no set entry requirements for this route."
    assert sheet.routes == (RouteSheet("college", text),)


COLLEGE = {"college": [{"RelevantSubjects": "<p>A course in lamps.</p>"}]}


@pytest.mark.parametrize(
    ("values", "no_degree"),
    [
        ({"routes": COLLEGE}, True),
        ({"routes": {"direct": [{"Description": "<p>There are no set requirements.</p>"}]}}, True),
        ({"routes": {}}, False),
        ({"routes": {"direct": [{"Description": "<p>Just apply.</p>"}]}}, False),
        ({"routes": COLLEGE | {"university": [{"RelevantSubjects": "<p>Light.</p>"}]}}, False),
        ({"routes": COLLEGE | {"work": [{"Description": "<p>With a degree you could lead.</p>"}]}}, False),
        ({"routes": COLLEGE | {"work": [{"Description": "<p>If you are a qualified nurse.</p>"}]}}, False),
        ({"routes": COLLEGE, "registrations": ["<p>you'll need qualified teacher status</p>"]}, False),
    ],
)
def test_profile_needs_no_degree_only_where_it_is_evident(values, no_degree):
    assert career_sheet(record(**values)).no_degree_needed is no_degree


UNUSABLE = [
    ({"salary_starter": "plenty"}, "“plenty” is not a salary"),
    ({"salary_starter": "12345678"}, "“12345678” is not a salary"),
    ({"salary_starter": 14_000}, "its salary_starter is not text"),
    ({"hours_min": "many"}, "its hours_min is not a number: “many”"),
    ({"hours_min": True}, "its hours_min is not a number"),
    ({"hours_max": [1]}, "its hours_max is not a number"),
    ({"hours_max": "1E400"}, "its hours_max is not a number"),
    ({"modified_utc": "long ago"}, "its modified_utc does not say when it was true: “long ago”"),
    ({"modified_utc": None}, "its modified_utc does not say when it was true"),
    ({"description_html": 5}, "its description_html is not text"),
    ({"categories": "Home services"}, "its categories is not a list of texts"),
    ({"day_to_day_tasks": [1]}, "its day_to_day_tasks is not a list of texts"),
    ({"routes": []}, None),
    ({"routes": [1]}, "its routes are not an object"),
    ({"routes": {"magic": []}}, "it has a route of an unknown kind, “magic”"),
    ({"routes": {"work": ["x"]}}, "its work routes are not a list of objects"),
    ({"routes": {"work": [{"Description": 1}]}}, "its Description is not text"),
    ({"career_path_html": "x" * 10_001}, "its career_path_html is longer than 10,000 characters"),
    ({"location": ["x" * 6_000] * 2}, "its location is longer than 10,000 characters"),
    ({"career_path_html": "a\0b"}, "it holds a character that cannot be stored"),
]


@pytest.mark.parametrize(("values", "reason"), UNUSABLE)
def test_profile_with_a_value_that_cannot_be_used_comes_as_its_reason(tmp_path, values, reason):
    path = write(tmp_path / "profiles.json", [record("first"), record("bad", **values), record("last")])

    file = read_file(path)
    sheets = list(file.sheets)

    assert file.count == 3
    assert [key for key, _ in sheets] == ["first", "bad", "last"]
    made = [isinstance(sheet, CareerSheet) for _, sheet in sheets]
    assert made == [True, reason is None, True]
    if reason:
        assert str(sheets[1][1]).startswith(reason)


WHOLE = json.dumps([record("first"), record("second")])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "record 1: it is not JSON"),
        ("lamps", "record 1: it is not JSON"),
        ('{"title": "A"}', "record 1: it is not a list of profiles"),
        ('"lamps"', "record 1: it is not a list of profiles"),
        (WHOLE[:-1], "record 3, after “Second”: it is not JSON"),
        (WHOLE[:-40], "record 2, after “First”: it is not JSON"),
        (WHOLE + "[]", "record 3, after “Second”: it is not JSON"),
        (WHOLE[:-1] + ", 5]", "record 3, after “Second”: it is not an object"),
        (WHOLE[:-1] + ', {"slug": "x"}]', "record 3, after “Second”: it has no title"),
        (WHOLE[:-1] + ', {"title": "X", "slug": " "}]', "record 3, after “Second”: it has no slug"),
        (WHOLE[:-1] + ', {"title": "X", "slug": 5}]', "record 3, after “Second”: it has no slug"),
        (
            WHOLE[:-1] + ', {"title": "X", "slug": "first"}]',
            "record 3, after “Second”: its slug “first” came before",
        ),
        (f"[{'9' * 20_000}]", "record 1: it is not JSON"),
        ("[" * 50_000, "record 1: its lists are nested too deep"),
        ('[{"a":' * 10 + "1", "record 1: its lists are nested too deep"),
        ('[{"a": "\\q"}]', "record 1: it is not JSON"),
    ],
)
def test_file_that_is_broken_is_refused_whole_with_its_place(tmp_path, text, place):
    path = tmp_path / "profiles.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(SheetError) as refusal:
        read_file(path)

    assert str(refusal.value).startswith(f"profiles.json is broken at {place}")
    assert str(refusal.value).endswith("Nothing was imported.")
    assert len(str(refusal.value)) < 400


def test_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "profiles.json"
    path.write_text(WHOLE, encoding="utf-16")

    with pytest.raises(SheetError, match="it is not text in UTF-8"):
        read_file(path)


def test_file_with_a_byte_order_mark_is_read_like_one_without(tmp_path):
    path = tmp_path / "profiles.json"
    path.write_text(WHOLE, encoding="utf-8-sig")

    file = read_file(path)

    assert [key for key, _ in file.sheets] == ["first", "second"]


def test_file_that_is_empty_of_profiles_is_whole(tmp_path):
    file = read_file(write(tmp_path / "profiles.json", []))

    assert (file.count, list(file.sheets)) == (0, [])


@every_list
def test_profile_with_a_hostile_value_everywhere_is_read_or_refused(values):
    """Whatever a field says, the answer is a sheet or a reason."""
    for value in values:
        spoilt = full_record() | {
            name: value if isinstance(was, str) else [value] if isinstance(was, list) else was
            for name, was in full_record().items()
            if name not in {"slug", "modified_utc", "salary_starter", "salary_experienced"}
        }
        entry = {"RelevantSubjects": value, "RequirementsPrefix": [value], "Requirements": [value]}
        assert _sheet_or_reason(spoilt | {"routes": {"college": [entry]}})


@every_list
@pytest.mark.parametrize("name", ["slug", "modified_utc", "salary_starter", "hours_min"])
def test_profile_with_hostile_figures_is_read_or_refused(name, values):
    for value in values:
        assert _sheet_or_reason(record(**{name: value}))


def _sheet_or_reason(values):
    try:
        return career_sheet(values)
    except SheetError as reason:
        return str(reason)


# --- Whole files: the made-up one, and the published one where it is -------------------------------------


@pytest.fixture(scope="module")
def raw(profiles_name):
    return records(profiles_name)


@pytest.fixture(scope="module")
def sheets(profiles_file):
    return dict(read_file(profiles_file).sheets)


@dataclass(frozen=True)
class Counts:
    """What is in a file; ``in_words`` at most, ``texts`` at least."""

    profiles: int
    without_pay: int
    without_hours: int
    requirements: int
    in_words: int
    texts: int


COUNTS = {
    "made-up": Counts(13, 2, 1, 34, 5, 140),
    "sample": Counts(46, 8, 3, 101, 6, 600),
    "whole": Counts(829, 69, 15, 2197, 60, 10_001),
}


@pytest.fixture
def counts(profiles_name) -> Counts:
    return COUNTS[profiles_name]


BLOCK_OF = {
    "title": "title",
    "description_html": "overview",
    "categories": "sectors",
    "soc_code": "codes",
    "onet_code": "codes",
    "esco_occupation_label": "codes",
    "hours_details": "",  # "a week" says nothing
    "working_pattern": "conditions",
    "day_to_day_tasks": "day_to_day",
    "routes": "routes",
    "apprenticeship_standards": "routes",
    "registrations": "conditions",
    "restrictions": "conditions",
    "other_requirements": "conditions",
    "environment": "conditions",
    "location": "conditions",
    "uniform": "conditions",
    "career_path_html": "where_it_can_lead",
    "professional_bodies_html": "find_out_more",
    "career_tips_html": "find_out_more",
    "further_information_html": "find_out_more",
    "modified_utc": "reviewed_on",
}


def test_published_profiles_are_all_read(raw, sheets, counts):
    assert list(sheets) == [profile["slug"] for profile in raw]
    assert [key for key, sheet in sheets.items() if isinstance(sheet, SheetError)] == []
    assert len({sheet.slug for sheet in sheets.values()}) == len(raw) == counts.profiles


def test_published_profiles_fill_every_block_they_have_data_for(raw, sheets):
    empty = CareerSheet(slug="")
    missing = [
        (profile["slug"], name)
        for profile in raw
        for name, block in BLOCK_OF.items()
        if block and profile[name] and getattr(sheets[profile["slug"]], block) == getattr(empty, block)
    ]

    assert missing == []
    assert {block for block in BLOCK_OF.values() if block} <= {field.name for field in fields(CareerSheet)}


def test_published_profiles_keep_every_figure(raw, sheets, counts):
    for profile in raw:
        sheet = sheets[profile["slug"]]
        figures = [
            profile[name].removeprefix("£").replace(",", "")
            for name in ("salary_starter", "salary_experienced")
        ]
        assert figures == [
            str(sheet.salary.starter or "variable"),
            str(sheet.salary.experienced or "variable"),
        ]
        assert [profile["hours_min"], profile["hours_max"]] == [
            float(sheet.hours.least or 0),
            float(sheet.hours.most or 0),
        ]
    assert sum(sheet.salary == Salary() for sheet in sheets.values()) == counts.without_pay
    assert sum(sheet.hours.least is None for sheet in sheets.values()) == counts.without_hours


def test_published_profiles_keep_every_route_and_its_words(raw, sheets):
    """Every word of a route's text stands in the route of that kind, in the same order."""
    for profile in raw:
        routes = {route.kind: route for route in sheets[profile["slug"]].routes}
        assert len(routes) == len(sheets[profile["slug"]].routes)
        for kind, (entry,) in profile["routes"].items():
            for name in ("RelevantSubjects", "Description", "FurtherInfo"):
                assert _words(entry.get(name) or "") in _words(_without_addresses(routes[kind].text))


def test_published_profiles_keep_every_task_and_rule(raw, sheets):
    for profile in raw:
        sheet = sheets[profile["slug"]]
        tasks = _words(_without_addresses(sheet.day_to_day))
        assert [html for html in profile["day_to_day_tasks"] if _words(html) not in tasks] == []
        details = _words(" ".join(_without_addresses(use.detail) for use in sheet.conditions))
        for name in ("restrictions", "registrations", "other_requirements"):
            assert [html for html in profile[name] if _words(html) not in details] == []


def _without_addresses(markdown):
    return re.sub(r"\]\([^)]*\)", "]", markdown)


def _words(html):
    """The letters and digits of ``html``, without tags and addresses."""
    html = re.sub(r"\|\s*https?://[^\s\]]+", "", html)
    return "".join(re.findall(r"\w", re.sub(r"<[^>]+>", "", html))).lower()


def test_published_profiles_are_clean_markdown(sheets, counts):
    texts = [text for sheet in sheets.values() for text in _texts(sheet)]
    faults = re.compile(
        r"<|\\|\S {2,}|&\w+;|!\[|\]\((?!https?://|mailto:)|\n{3,}|^- *$| +$|\[ | \]|\[\]", re.M
    )

    assert [text for text in texts if faults.search(text) or clean(text) != text] == []
    assert len(texts) >= counts.texts
    assert max(len(sheet.summary) for sheet in sheets.values()) <= 160


def _texts(sheet):
    yield from (sheet.title, sheet.summary, sheet.overview, sheet.what_it_takes, sheet.day_to_day)
    yield from (sheet.where_it_can_lead, sheet.find_out_more)
    yield from (route.text for route in sheet.routes)
    yield from (use.detail for use in sheet.conditions if use.detail)


def test_published_requirements_become_structured(raw, sheets, counts):
    """97 in 100 of the 2,197 published; one that names two awards becomes two rows."""
    lines = [line for sheet in sheets.values() for route in sheet.routes for line in route.requirements]
    structured = [line for line in lines if line.qualification]
    given = sum(
        len(entry.get("Requirements") or [])
        for profile in raw
        for entries in profile["routes"].values()
        for entry in entries
    )

    assert given == counts.requirements
    assert len(lines) - len(structured) <= counts.in_words
    assert len(lines) >= given
    assert "to pass an audition" in {line.words for line in lines}
