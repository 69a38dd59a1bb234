"""The public workflows: what they run cannot change from one day to the next."""

import re

import pytest
from django.conf import settings

WORKFLOWS = sorted(settings.BASE_DIR.glob(".github/workflows/*.yml"))


def test_there_are_workflows():
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "nightly.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_action_is_pinned_by_its_hash_and_names_its_version(path):
    used = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))

    assert used
    assert [line for line in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", line)] == []


def test_continuous_integration_runs_on_every_python_that_is_supported():
    versions = re.findall(r'python: "(.+)"', WORKFLOWS[0].read_text(encoding="utf-8"))

    assert versions == ["3.11", "3.12", "3.13", "3.14"]
