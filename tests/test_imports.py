"""Which module may import which: docs/architecture.md lists the rooms, and the code follows that list."""

import pytest
from django.conf import settings

from docs.map import rooms
from docs.map.rooms import APPS, imported_names, read_rooms, room_of

ROOMS = read_rooms(rooms.PAGE.read_text(encoding="utf-8"))
IMPORTS = rooms.imports()


def runs_upwards(imports: dict[str, set[str]], order: list[list[str]]) -> list[str]:
    """The imports from a room that lead to one above it."""
    return [
        f"{module} imports {target}"
        for module, targets in imports.items()
        for target in sorted(targets)
        if None not in (here := room_of(module, order), there := room_of(target, order)) and here > there
    ]


def circles(imports: dict[str, set[str]]) -> set[str]:
    """The modules that import themselves through other modules."""
    found = set()
    for module in imports:
        reached, todo = set(), [module]
        while todo:
            new = imports.get(todo.pop(), set()) - reached
            reached |= new
            todo.extend(new)
        if module in reached:
            found.add(module)
    return found


def test_every_module_has_a_room():
    without = [module for module in IMPORTS if room_of(module, ROOMS) is None]

    # Only the empty file that makes a folder a package has none.
    assert [module for module in without if rooms.modules()[module].read_text().strip()] == []
    assert len(IMPORTS) > 150


def test_every_room_of_the_page_is_there():
    named = [name for names in ROOMS for name in names]

    assert [n for n in named if not any(m == n or m.startswith(f"{n}.") for m in IMPORTS)] == []
    assert len(named) == len(set(named))
    assert {name.split(".")[0] for name in named} == set(APPS)


def test_imports_run_downwards():
    assert runs_upwards(IMPORTS, ROOMS) == []


def test_no_module_imports_itself_by_way_of_others():
    assert circles(IMPORTS) == set()


@pytest.mark.parametrize("above", APPS[:3])
def test_floors_stand_one_on_the_other(above):
    """The order of the page also keeps each app together, with core below everything."""
    apps = [names[0].split(".")[0] for names in ROOMS]

    assert [app for number, app in enumerate(apps) if app not in apps[:number]] == list(APPS)
    assert max(n for n, app in enumerate(apps) if app == above) < min(
        n for n, app in enumerate(apps) if app == APPS[APPS.index(above) + 1]
    )


@pytest.mark.parametrize(
    ("module", "target"),
    [
        ("profiles.models.career", "webinars.models"),
        ("core.figures", "profiles.models"),
        ("webinars.bookings.requesting", "webinars.mail.rendering"),
        ("profiles.search.index", "profiles.browsing.results"),
        ("webinars.models.mail", "webinars.forms.parts"),
        ("profiles.views.careers", "profiles.urls"),
    ],
)
def test_planted_import_upwards_is_seen(module, target):
    assert runs_upwards({module: {target}}, ROOMS) == [f"{module} imports {target}"]
    assert runs_upwards({target: {module}}, ROOMS) == []


def test_planted_circle_is_seen():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("source", "package", "names"),
    [
        ("import webinars", "profiles", {"webinars"}),
        ("def late():\n    from careersguide import jobs", "profiles", {"careersguide.jobs"}),
        ("if True:\n    import careersguide.views as seen", "profiles", {"careersguide.views"}),
        ("from ..webinars import bookings", "profiles.search", {"profiles.webinars.bookings"}),
        (
            "from . import slugs\nfrom .models import Career",
            "profiles",
            {"profiles.slugs", "profiles.models.Career"},
        ),
    ],
)
def test_imports_of_a_module_are_read_whole(source, package, names):
    assert set(imported_names(source, package)) == names


def test_profiles_reach_no_webinar_through_a_relation():
    """Using a reverse relation from another app is a dependency that the syntax tree does not show."""
    from django.apps import apps

    foreign = {
        relation.get_accessor_name()
        for model in apps.get_app_config("profiles").get_models()
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label in {"webinars", "careersguide"}
    }
    sources = {
        path: path.read_text(encoding="utf-8")
        for app in ("profiles", "core")
        for path in (settings.BASE_DIR / app).rglob("*.py")
    }

    assert foreign == {"webinars"}
    assert [
        path.name
        for path, source in sources.items()
        if any(f"Career.{name}" in source or f"career.{name}" in source for name in foreign)
    ] == []
