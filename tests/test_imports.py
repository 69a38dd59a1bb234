"""Who may import whom: ``careersguide -> webinars -> profiles``, and inside an app from left to right."""

import ast

import pytest
from django.conf import settings

APPS = ("careersguide", "webinars", "profiles")

# Inside an app each line may import its own modules and those of the lines below it. What stands
# in no line (catalogue, months, sheets …) has its place between the forms and the models.
OUTER = {"views", "admin", "management", "feeds", "sitemaps", "health", "context_processors", "templatetags"}
LINES = ({"urls", "wsgi"}, OUTER, {"forms"}, set(), {"models"}, {"errors"})
BETWEEN = 3


def imported(source: str, package: str) -> set[str]:
    """The full name of everything that ``source``, a module of ``package``, imports anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -(node.level - 1) or None] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def modules_of(app: str) -> dict[str, set[str]]:
    """What each module of ``app`` imports, by its full name."""
    found = {}
    for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
        parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
        package, name = ".".join(parts[:-1]), ".".join(parts).removesuffix(".__init__")
        found[name] = imported(path.read_text(encoding="utf-8"), package)
    return found


def leads_back(app: str, modules: dict[str, set[str]]) -> list[str]:
    """The imports of an app that may not know of ``app``'s importers."""
    forbidden = APPS[: APPS.index(app)]
    return [
        f"{module} imports {name}"
        for module, names in modules.items()
        for name in sorted(names)
        if name.split(".")[0] in forbidden
    ]


def line_of(module: str) -> int:
    part = module.split(".")[1]
    return next((number for number, line in enumerate(LINES) if part in line), BETWEEN)


def leads_left(app: str, modules: dict[str, set[str]]) -> list[str]:
    """The imports inside ``app`` that run from right to left.

    Models may import what stands between, where that does not know the models itself.
    """
    knows_models = {
        module.split(".")[1]
        for module, names in modules.items()
        if module.count(".") and any(name.startswith(f"{app}.models") for name in names)
    }
    found = []
    for module, names in modules.items():
        if not module.count("."):
            continue
        for name in sorted(name for name in names if name.startswith(f"{app}.")):
            is_base_of_models = (
                line_of(module) == LINES.index({"models"})
                and line_of(name) == BETWEEN
                and name.split(".")[1] not in knows_models
            )
            if line_of(name) < line_of(module) and not is_base_of_models:
                found.append(f"{module} imports {name}")
    return found


@pytest.mark.parametrize("app", APPS)
def test_app_does_not_know_who_stands_on_it(app):
    modules = modules_of(app)

    assert leads_back(app, modules) == []
    assert f"{app}.apps" in modules


@pytest.mark.parametrize("app", APPS)
def test_app_imports_from_left_to_right(app):
    assert leads_left(app, modules_of(app)) == []


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("profiles", "import webinars"),
        ("profiles", "from webinars.models import Webinar"),
        ("profiles", "def late():\n    from careersguide import memory"),
        ("profiles.imports.sheets", "if True:\n    import careersguide.views as seen"),
        ("profiles", "from ..webinars import bookings"),
    ],
)
def test_planted_import_of_an_outer_app_is_seen(package, source):
    modules = {f"{package}.planted": imported(source, package)}

    assert len(leads_back("profiles", modules)) == 1


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("profiles.models.career", "profiles.forms.CareerForm"),
        ("profiles.career_of_the_month", "profiles.views.home"),
        ("profiles.forms", "profiles.admin.CareerAdmin"),
        ("profiles.views", "profiles.urls"),
        ("profiles.errors", "profiles.models"),
        ("profiles.models.career", "profiles.imports.sheets"),
    ],
)
def test_planted_import_from_right_to_left_is_seen(module, name):
    modules = {"profiles.imports.sheets": {"profiles.models.Career"}, module: {name}}

    assert leads_left("profiles", modules) == [f"{module} imports {name}"]


def test_models_may_import_what_does_not_know_them():
    modules = {"profiles.pictures": {"PIL.Image"}, "profiles.models.career": {"profiles.pictures"}}

    assert leads_left("profiles", modules) == []


def test_relative_import_is_read_from_its_package():
    assert imported("from . import months\nfrom .models import Career", "profiles") == {
        "profiles.career_of_the_month",
        "profiles.models.Career",
    }
    assert imported("from ..catalogue import Entry", "profiles.imports.sheets") == {
        "profiles.catalogue.catalogue.Entry"
    }
