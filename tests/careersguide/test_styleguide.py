"""The style guide shows every part; templates and the style sheet know the same classes."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.careersguide.test_crawl import faults_of
from tests.pages import Page
from tests.stylesheet import SITE_CSS, rules

FOLDER = Path(settings.BASE_DIR, "templates")
TEMPLATES = {
    str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.html"))
}
MAIL = "webinars/mail/"  # a letter brings its own style: a mail program asks nobody for a style sheet
PUBLIC = {name: text for name, text in TEMPLATES.items() if not name.startswith(("admin/", MAIL))}
PARTS = [name for name in PUBLIC if Path(name).name.startswith("_")]
# Where a class stands in a template: itself, as the form of a door, and as the block that base.html takes.
CLASSES = re.compile(r'class="([^"]*)"|\bform="([^"]*)"|block body_class %}(.*?){% endblock')
TAG, VALUE = re.compile(r"{%.*?%}"), re.compile(r"{{.*?}}")
NUMBER = re.compile(r"-\d+$")
FROM_SCRIPT = {"more-space", "no-banner", "scripted", "suggestions"}


def classes_of(template: str) -> set[str]:
    """The classes a template may write; ``*`` stands for a value or a number: hue-*."""
    return {
        NUMBER.sub("-*", name)
        for found in CLASSES.findall(template)
        for name in TAG.sub(" ", VALUE.sub("*", "".join(found))).split()
        if name != "*"
    }


def styled_classes(css: str) -> set[str]:
    """The classes that rules name; ``*`` for a number: hue-*."""
    return {
        NUMBER.sub("-*", name)
        for rule in rules(css)
        for name in re.findall(r"\.([a-z][\w-]*)", rule.selector)
    }


@pytest.mark.django_db
def test_style_guide_is_not_there_without_debug(client):
    assert client.get("/styleguide/").status_code == 404


@pytest.mark.django_db
def test_style_guide_is_sound_and_shows_every_part(client, settings):
    settings.DEBUG = True

    response = client.get("/styleguide/")

    assert response.status_code == 200
    assert faults_of("/styleguide/", Page(response)) == []
    assert [name for name in PARTS if name not in {shown.name for shown in response.templates}] == []


@pytest.mark.parametrize("name", PARTS)
def test_part_opens_with_what_it_needs(name):
    assert re.match(r"{# Needs: [a-z].*\. ?.*#}\n", TEMPLATES[name])


@pytest.mark.parametrize("name", [name for name in TEMPLATES if not name.startswith(MAIL)])
def test_template_has_no_style_of_its_own(name):
    assert re.findall(r"<style|\bstyle=", TEMPLATES[name]) == []


def test_templates_and_style_sheet_know_the_same_classes():
    written = set().union(*map(classes_of, PUBLIC.values()))

    assert written | FROM_SCRIPT == styled_classes(SITE_CSS.read_text(encoding="utf-8"))


def test_classes_are_found_where_they_stand():
    assert classes_of(
        '<p class="a{% if b %} {{ c }}{% endif %} hue-{{ d }}">{% include "x" with form="open" %}'
    ) == {
        "a",
        "hue-*",
        "open",
    }
    assert styled_classes("@layer a { .b > .c:hover, .hue-3 { d: e; } @media print { .f { g: h } } }") == {
        "b",
        "c",
        "hue-*",
        "f",
    }
