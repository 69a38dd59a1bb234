"""The benchmarks are run by hand, so only these tests notice if something that they import was renamed."""

from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.BASE_DIR, "benchmarks")
NAMES = sorted({path.stem for path in FOLDER.glob("*.py")} - {"settings"})  # it needs STATIC_ROOT


@pytest.mark.parametrize("name", NAMES)
def test_benchmark_finds_what_it_measures(name):
    module = import_module(f"benchmarks.{name}")

    assert module.__name__ == f"benchmarks.{name}"


def test_there_are_benchmarks():
    assert {"bookings", "faults", "paint", "search", "serving"} <= set(NAMES)
