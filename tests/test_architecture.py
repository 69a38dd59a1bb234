"""docs/architecture.md is correct: its picture is up to date, and each definition that it names exists."""

import re

import pytest
from django.utils.module_loading import import_string

from docs.map import draw, rooms

PAGE = rooms.PAGE.read_text(encoding="utf-8")
DEFINITIONS = re.findall(r"^\| .+ \| `([\w.]+)` \|$", PAGE, re.MULTILINE)


def test_picture_is_drawn_from_the_imports_of_today():
    assert draw.PICTURE.read_text(encoding="utf-8") == draw.draw(), "run make map"


def test_at_least_twenty_rules_can_be_looked_up():
    assert len(DEFINITIONS) >= 20
    assert len(set(DEFINITIONS)) == len(DEFINITIONS)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_definition_of_a_rule_exists(name):
    module, _, attribute = name.rpartition(".")
    if module not in rooms.modules():  # a method, whose class is defined in the module
        module, _, owner = module.rpartition(".")
        assert hasattr(import_string(f"{module}.{owner}"), attribute)
    else:
        assert import_string(name)
