"""A plugin of pytest for ``benchmarks.mutants``: which tests run, in which order, and how they went.

``CHOSEN_TESTS`` names a file with the ids of the tests to run, in their order; without it, all run.
``TESTS_REPORT`` names the file that is written at the end: the seconds of each test, and the first
one that failed. ``FORGET_CACHES=1`` empties what functions of the project remember before each test,
so that each test executes itself what it relies on.
"""

import functools
import json
import os
import sys
from collections import Counter
from pathlib import Path

import pytest

AT_IMPORT = "(at import)"  # what follows the name of a file of tests that could not be imported

seconds: Counter[str] = Counter()
failed: list[str] = []


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """After pytest-django, which puts tests without a database last; those that empty it stay behind."""
    result = yield
    if chosen := os.environ.get("CHOSEN_TESTS"):
        order = {name: number for number, name in enumerate(json.loads(Path(chosen).read_text()))}
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in order])
        kept = [item for item in items if item.nodeid in order]
        items[:] = sorted(kept, key=lambda item: (_empties_the_database(item), order[item.nodeid]))
    return result


def _empties_the_database(item) -> bool:
    mark = item.get_closest_marker("django_db")
    is_marked = bool(mark and mark.kwargs.get("transaction"))
    return is_marked or "transactional_db" in getattr(item, "fixturenames", ())


def pytest_runtest_setup(item):
    if os.environ.get("FORGET_CACHES"):
        for remembers in _caches_of(item.config.rootpath):
            remembers.cache_clear()


def pytest_runtest_logreport(report):
    seconds[report.nodeid] += report.duration
    if report.failed:
        failed.append(report.nodeid)


def pytest_collectreport(report):
    if report.failed:
        failed.append(f"{report.nodeid or 'the tests'} {AT_IMPORT}")


def pytest_sessionfinish(session):
    report = os.environ.get("TESTS_REPORT")
    if report and not hasattr(session.config, "workerinput"):
        Path(report).write_text(json.dumps({"seconds": seconds, "failed": failed}))


def _caches_of(root: Path) -> list:
    """The functions under ``lru_cache`` in the project's modules that are imported by now."""
    modules = [module for module in list(sys.modules.values()) if _is_under(root, module)]
    kind = type(functools.lru_cache(_is_under))
    return [value for module in modules for value in vars(module).values() if isinstance(value, kind)]


def _is_under(root: Path, module) -> bool:
    return (getattr(module, "__file__", None) or "").startswith(f"{root}{os.sep}")
