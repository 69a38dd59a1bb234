"""What the pages weigh as they travel: compressed with brotli, as a web server in front sends them."""

from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command

from tests.pages import Page

STATIC = Path(settings.BASE_DIR, "static")
CSS, JS = STATIC / "css" / "site.css", sorted(STATIC.glob("js/*.js"))
KB = 1024  # bytes


def weight(data: bytes) -> int:
    """Bytes of ``data`` after brotli at its strongest, as the static files are stored."""
    return len(brotli.compress(data))


def test_styles_and_scripts_are_at_most_20_kb_and_scripts_8():
    scripts = sum(weight(path.read_bytes()) for path in JS)

    assert scripts <= 8 * KB
    assert scripts + weight(CSS.read_bytes()) <= 20 * KB


@pytest.mark.django_db
def test_first_page_with_all_it_needs_is_at_most_40_kb(client):
    call_command("load_sample", verbosity=0)
    response = client.get("/")
    page = Page(response)
    files = {
        element.get(attribute).partition("#")[0]
        for path, attribute in (("link", "href"), ("script", "src"), ("img", "src"), ("{*}use", "href"))
        for element in page.all(path)
        if element.get(attribute, "").startswith("/static/")
    }

    pieces = [(STATIC / file.removeprefix("/static/")).read_bytes() for file in files]

    # The control: it shows the drawings of four doors, and looks as it should.
    assert len([file for file in files if file.startswith("/static/drawings/")]) == 4
    assert {"/static/css/site.css", "/static/js/site.js", "/static/js/early.js", "/static/icon.svg"} <= files
    assert sum(map(weight, [response.content, *pieces])) <= 40 * KB
