"""Values that must never break a page: a short list written here, and a longer one if it is available."""

import json
import os
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings

DATA = Path(os.environ.get("CAREERSGUIDE_DATA", Path(settings.BASE_DIR).parent / "shared" / "data"))

OURS = [
    "",
    " ",
    "\x00",
    "a nurse\x00 at work",
    '"a nurse\\000 at work"',
    "%00",
    "\r\nSet-Cookie: a=b",
    "\ud800",
    "caf\udce9",
    "\u202eesrun",
    "١٢",
    "-1",
    "9" * 5_000,
    "1e999",
    "../../etc/passwd",
    "//evil.example/",
    "' OR '1'='1",
    "%",
    "\\",
    '"><script>alert(1)</script>',
    "{{ 7|add:7 }}",
    "[" * 20_000,
    "a" * 50_000,
]


def _decoded(line: str) -> str:
    value = json.loads(line)
    if isinstance(value, str):
        return value
    return value.get("prefix", "") + value["repeat"] * value["times"] + value.get("suffix", "")


def _theirs() -> list[str]:
    path = DATA / "hostile" / "inputs.jsonl"
    return [_decoded(line) for line in path.read_text().splitlines()] if path.exists() else []


every_list = pytest.mark.parametrize(
    "values",
    [
        pytest.param(OURS, id="ours"),
        pytest.param(
            _theirs(),
            id="theirs",
            marks=pytest.mark.skipif(not _theirs(), reason="hostile/inputs.jsonl is not here"),
        ),
    ],
)


def octets(value: str) -> bytes:
    """``value`` as a client sends it; a lone surrogate is encoded unchanged."""
    return value.encode("utf-8", "surrogatepass")


def escaped(value: str) -> str:
    """``value`` as browsers escape it in an address."""
    return quote_from_bytes(octets(value), safe="")


def raw(value: str) -> str:
    """``value`` as a WSGI server passes bytes."""
    return octets(value).decode("latin-1")


def short(value: str) -> str:
    """``value`` in a form that a failed test can print."""
    return ascii(value if len(value) <= 60 else f"{value[:60]}… ({len(value)})")
