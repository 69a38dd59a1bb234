"""The drawings and the lettering: what is committed is what their scripts make, and each fits its career."""

import tomllib
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from PIL import Image

from art import assemble, lettering
from profiles.imports.sheets.text import Names
from profiles.pictures import drawing_names
from profiles.reference import load_reference
from profiles.sample import sample_sheets

SCENES = {path.stem: path for path in sorted((assemble.ART / "scenes").glob("*.svg"))}
SECTORS = [
    sector["slug"]
    for sector in tomllib.loads(
        Path(settings.BASE_DIR, "profiles/reference/sectors.toml").read_text(encoding="utf-8")
    )["sector"]
]
WORDS = "<!-- alt: A square. -->"
FIVE_COLOURS = "".join(f'<path fill="{letter}" d="M0 0h1v1z"/>' for letter in "FDIPH")


def committed(name: str) -> str:
    return (assemble.OUT / f"{name}.svg").read_text(encoding="utf-8")


def test_drawings_are_at_least_42_each_with_its_scene_and_its_picture_for_sharing():
    assert drawing_names() == list(SCENES)
    assert sorted(path.stem for path in assemble.SHARING.glob("*.png")) == list(SCENES)
    assert len(SCENES) >= 42


@pytest.mark.parametrize("name", SCENES)
def test_drawing_is_what_its_scene_makes(name):
    assert committed(name) == assemble.assemble(SCENES[name])


@pytest.mark.parametrize("name", SCENES)
def test_drawing_travels_in_at_most_4_kb(name):
    assert len(brotli.compress(committed(name).encode())) <= 4 * 1024


@pytest.mark.parametrize("name", SCENES)
def test_picture_for_sharing_is_1200_by_630(name):
    with Image.open(assemble.SHARING / f"{name}.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))


def test_contact_sheet_is_there():
    with Image.open(Path(settings.BASE_DIR, "docs", "drawings.png")) as sheet:
        assert (sheet.format, sheet.width) == ("PNG", 1440)


def test_there_are_25_sectors():
    assert len(SECTORS) == 25


@pytest.mark.parametrize("slug", SECTORS)
def test_sector_has_a_scene_with_three_details(slug):
    drawing = committed(f"sector-{slug}")

    assert [drawing.count(f"var(--v{number},") > 0 for number in (1, 2, 3)] == [True, True, True]


@pytest.mark.django_db
def test_every_sample_career_has_a_scene_of_its_own_said_in_words():
    load_reference()
    drawings = {slug: sheet.drawing for slug, sheet in sample_sheets(Names.stored())}

    assert {slug: drawing.name for slug, drawing in drawings.items()} == {slug: slug for slug in drawings}
    assert [slug for slug, drawing in drawings.items() if drawing.name not in SCENES] == []
    assert [slug for slug, drawing in drawings.items() if len(drawing.alt) < 20] == []


@pytest.fixture
def scene(tmp_path):
    """A scene of which the test writes the lines."""
    path = tmp_path / "wrong.svg"
    return lambda *lines: path.write_text("\n".join(lines), encoding="utf-8") and path


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (FIVE_COLOURS.replace('"H"', '"#f00"'), "a shape has the fill '#f00'"),
        (FIVE_COLOURS.replace('"H"', '"X"'), "a shape has the fill 'X'"),
        (FIVE_COLOURS.replace("<path", "<text", 1), "<text> is not in the grammar"),
        (FIVE_COLOURS.replace("d=", "stroke=", 1), "stroke is not in the grammar"),
        (FIVE_COLOURS.replace('"H"', '"F"'), "it uses D, F, I, P, and must use all of F, D, I, P and H"),
        (FIVE_COLOURS + "<g>", "mismatched tag"),
        (FIVE_COLOURS + f'<path fill="F" d="{"M0 0h1v1z" * 1400}"/>', "13[0-9]{3} bytes, and may have 12000"),
    ],
)
def test_scene_that_is_not_in_the_grammar_is_refused_by_name(scene, body, fault):
    with pytest.raises(assemble.Fault, match=rf"\Awrong\.svg: {fault}"):
        assemble.assemble(scene(WORDS, body))


def test_scene_without_its_words_is_refused_by_name(scene):
    with pytest.raises(assemble.Fault, match=r"\Awrong\.svg: the first line must read <!-- alt: "):
        assemble.assemble(scene(FIVE_COLOURS))


def test_scene_in_the_grammar_is_assembled(scene):
    assert assemble.assemble(scene(WORDS, FIVE_COLOURS)).count("<path ") == 5


def test_lettering_is_what_its_script_draws():
    drawn = {path.stem: path.read_text(encoding="utf-8") for path in lettering.OUT.glob("*.html")}

    assert len(lettering.MONTHS) == 12
    assert drawn == {
        "wordmark": lettering.lettered("careers guide", doors="I"),
        **{month: lettering.lettered(month) for month in lettering.MONTHS},
    }
