"""Phrases that become conditions one can filter by, with nothing lost."""

import pytest

from profiles.imports.sheets.ncs import conditions
from profiles.imports.sheets.sheet import ConditionUse
from profiles.models import Condition
from profiles.reference import reference_values

KNOWN = {row["name"] for row in reference_values()[Condition]}


def test_conditions_of_every_table_are_in_the_reference():
    tables = (
        conditions.PLACES,
        conditions.SURROUNDINGS,
        conditions.CLOTHING,
        conditions.PATTERNS,
        conditions.REGISTRATIONS,
        conditions.RULES,
    )
    named = {name for table in tables for _, name in table}

    assert named <= KNOWN
    assert len(named) > 100
    assert {"another place", "other rules"} <= KNOWN


@pytest.mark.parametrize(
    ("html", "uses"),
    [
        ("<p>in an office</p>", [ConditionUse("in an office")]),
        (
            "<p>at a TV studio, in an office or on a film set</p>",
            [
                ConditionUse("in a studio", "You could work at a TV studio or on a film set."),
                ConditionUse("in an office"),
            ],
        ),
        (
            "<p>in an NHS or private hospital</p>",
            [ConditionUse("in a hospital", "You could work in an NHS or private hospital.")],
        ),
        (
            "<p>in an office or visit sites</p>",
            [ConditionUse("in an office"), ConditionUse("visiting sites", "You could visit sites.")],
        ),
        ("<p>on the Moon</p>", [ConditionUse("another place", "You could work on the Moon.")]),
    ],
)
def test_places_are_single_words_with_their_exact_phrase(html, uses):
    assert conditions.places(html) == uses


@pytest.mark.parametrize(
    ("html", "uses"),
    [
        (
            "<p>noisy, physically and emotionally demanding and you'll travel often</p>",
            ["noisy", "physically demanding", "emotionally demanding", "travel often"],
        ),
        ("<p>cramped and involve using chemicals</p>", ["cramped", "chemicals"]),
        ("<p>outdoors in all weathers</p>", ["outdoors in all weathers"]),
    ],
)
def test_surroundings_are_single_words(html, uses):
    assert {use.condition for use in conditions.surroundings(html)} == set(uses)
    assert {use.detail for use in conditions.surroundings(html)} == {""}


def test_surroundings_nobody_thought_of_are_kept_in_words():
    assert conditions.surroundings("<p>weightless</p>") == [ConditionUse("other rules", "Weightless.")]


@pytest.mark.parametrize(
    ("words", "details", "uses"),
    [
        (
            "evenings / weekends",
            "on shifts",
            [ConditionUse("evenings"), ConditionUse("weekends"), ConditionUse("shifts")],
        ),
        ("evenings", "occasionally", [ConditionUse("evenings", "You could occasionally work evenings.")]),
        ("freelance / self-employed", "", [ConditionUse("self-employed")]),
        ("at full moon", "", [ConditionUse("other rules", "You could work at full moon.")]),
        ("", "", []),
    ],
)
def test_pattern_is_single_words(words, details, uses):
    assert conditions.pattern(words, details) == uses


@pytest.mark.parametrize(
    ("html", "use"),
    [
        (
            '<p>pass <a href="https://a.example/security-checks">enhanced background checks</a></p>',
            ConditionUse(
                "background check",
                "You'll need to pass [enhanced background checks](https://a.example/security-checks).",
            ),
        ),
        (
            "<p>be over 18 years of age</p>",
            ConditionUse("over 18", "You'll need to be over 18 years of age."),
        ),
        (
            "<p>if you sing, you'll need a voice</p>",
            ConditionUse("other rules", "If you sing, you'll need a voice."),
        ),
    ],
)
def test_restriction_is_a_condition_and_its_whole_sentence(html, use):
    assert conditions.restriction(html) == use


def test_other_requirement_of_contractors_is_not_about_tractors():
    use = conditions.other_requirement("<p>Contractors need a Building Scheme card.</p>")

    assert use == ConditionUse("safety card", "Contractors need a Building Scheme card.")


def test_registration_is_one_unless_it_is_a_card_or_a_licence():
    texts = ["you'll need to register with the Guild", "you'll need a Guild card", "you'll need a licence"]

    assert [conditions.registration(f"<p>{text}</p>").condition for text in texts] == [
        "registration",
        "safety card",
        "official licence",
    ]


def test_conditions_come_once():
    uses = [
        ConditionUse("noisy"),
        ConditionUse("over 18", "So."),
        ConditionUse("noisy"),
        ConditionUse("over 18"),
    ]

    assert conditions.once(uses) == (ConditionUse("noisy"), ConditionUse("over 18", "So."))
