"""Values that must never break a page: a list written here, by families, and a longer one if it is available.

Each value goes once into all fields of a form, and once into each parameter of an address. On pages
that are expensive (a form of sixty fields, shown again) only the ``FEW`` are tried; the rest run at night.
"""

import json
import os
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings

DATA = Path(os.environ.get("CAREERSGUIDE_DATA", Path(settings.BASE_DIR).parent / "shared" / "data"))

FAMILIES = {
    "nothing and blanks": ["", " ", "\t\v\f\r\n", "\u2003\u3000", "\u200b\u2060"],
    "NUL": ["\x00", "a nurse\x00 at work", '"a nurse\\000 at work"', "%00"],
    "broken Unicode": ["\ud800", "\udfff\ud800", "caf\udce9", "\ufffe\uffff"],
    "control characters": ["\x01\x08\x1f", "\x1b[31mred\x1b[0m", "\x7f\x80\x9f", "one\u2028two\u2029three"],
    "direction and zero width": ["\u202eesrun", "\u2067vet\u2069", "nur\u200bse", "\u200d\ufeffvet"],
    "combining marks": ["e\u0301\u0327\u0323", "\u0301" * 500, "".join(f"{x}{'̴̨̛̬̠' * 12}" for x in "nurse")],
    "numbers": ["-1", "0", "+7", "9999", "3.5", "0x1F", "1_000", "½"],
    "locale decimals": ["1,5", "1.234,56", "٣٫٥"],
    "great numbers": ["2147483648", "18446744073709551616", "9" * 40, "9" * 5_000],
    "exponents, infinity and no number": ["1e999", "-1e400", "NaN", "-inf", "Infinity"],
    "Unicode digits": ["١٢", "２", "²", "𝟜𝟚"],
    "look-alikes": ["nυrse", "рaypal", "İstanbul", "straße"],
    "dates and times": [
        "2026-02-30", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2027-02-29",
        "2026-03-29T01:30", "24:00", "23:59:60", "2026-11-16T12:00:00+99:99",
    ],
    "deep nesting": ["[" * 20_000, "(" * 3_000, '{"a":' * 2_000, "<b>" * 2_000],
    "long words and lines": ["a" * 50_000, "é" * 20_000, "line\r\n" * 5_000],
    "slow to match": ["a" * 5_000 + "!", " " * 10_000 + "x", "a." * 2_500 + "@"],
    "SQL": ["' OR '1'='1", "1; DROP TABLE profiles_career;--", "\\", "$$;", 'id"', "pk__in"],
    "search syntax": ['"nurse', "nurse*", "NEAR(a b)", "title:vet", "a & | ! b"],
    "HTML and script": [
        '"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "</title><svg/onload=alert(1)>",
        "<!--", "&#0;&#x110000;", "' onfocus='alert(1)",
    ],
    "templates": ["{{ 7|add:7 }}", "{% load static %}", "${7*7}", "%(a)s", "{0.__class__}"],
    "addresses": [
        "//evil.example/", "javascript:alert(1)", "JaVaScRiPt\t:alert(1)", "data:text/html,<b>x</b>",
        "file:///etc/passwd", "/\\evil.example", "http://[::1", "https://a:b@evil.example:99999/",
    ],
    "paths": ["../../etc/passwd", "..%2f..%2fetc", "..\\..\\win.ini", "/etc/passwd", "a//b", "CON"],
    "header injection": ["\r\nSet-Cookie: a=b", "a\nBcc: all@evil.example", "a%0d%0aLocation: /", '"a";q=1;'],
    "encodings": ["%", "%zz", "%c0%af", "%ed%a0%80", "%25%32%35", "a+b%20c", "=?utf-8?b?AA==?="],
    "structures": ["null", '{"__proto__": {"a": 1}}', '{"a": 1', 'a,b\n"c', "a=1&b=2"],
    "formulas": ["=cmd|' /C calc'!A0", "@SUM(A1:A9)", "+1+1", '=HYPERLINK("//evil.example")'],
    "emoji and astral": ["👩🏽‍🚒", "🧑" * 300, "𝓷𝓾𝓻𝓼𝓮", "\U0010ffff"],
    "names and mail": ["O’Brien-Łukasiewicz", "李小龙", "a@b@school.example", '"very odd"@school.example'],
}  # fmt: skip
FAMILY = {value: name for name, values in FAMILIES.items() for value in values}
OURS = list(FAMILY)

# A database may refuse the characters, the number or the length, or read a quote or a percent sign.
SEEN_BY_DATABASES = {
    "NUL",
    "broken Unicode",
    "great numbers",
    "dates and times",
    "long words and lines",
    "SQL",
}

FEW = [
    *("", " ", "\x00", "a nurse\x00 at work", '"a nurse\\000 at work"', "%00", "\r\nSet-Cookie: a=b"),
    *("\ud800", "caf\udce9", "\u202eesrun", "١٢", "２", "-1", "9999", "9" * 40, "9" * 5_000, "1e999", "NaN"),
    *("../../etc/passwd", "//evil.example/", "' OR '1'='1", "%", "\\", '"><script>alert(1)</script>'),
    *("{{ 7|add:7 }}", "[" * 20_000, "a" * 50_000),
]


def _decoded(line: str) -> str:
    value = json.loads(line)
    if isinstance(value, str):
        return value
    return value.get("prefix", "") + value["repeat"] * value["times"] + value.get("suffix", "")


def _theirs() -> list[str]:
    path = DATA / "hostile" / "inputs.jsonl"
    return [_decoded(line) for line in path.read_text().splitlines()] if path.exists() else []


THEIRS = _theirs()
needs_theirs = pytest.mark.skipif(not THEIRS, reason="an extra of tests/hostile.py: hostile/inputs.jsonl")

THEIRS_AT_NIGHT = pytest.param(
    THEIRS, id="theirs", marks=[needs_theirs, pytest.mark.nightly, pytest.mark.any_database]
)

# For tests that ask the site: the other list, three times as long, at night.
every_family = pytest.mark.parametrize(
    "values",
    [
        *(
            pytest.param(
                values,
                id=name.replace(" ", "-"),
                marks=() if name in SEEN_BY_DATABASES else pytest.mark.any_database,
            )
            for name, values in FAMILIES.items()
        ),
        THEIRS_AT_NIGHT,
    ],
)
# For tests that take long to begin: those that databases see, then the others.
every_value = pytest.mark.parametrize(
    "values",
    [
        pytest.param([v for v in OURS if FAMILY[v] in SEEN_BY_DATABASES], id="for-databases"),
        pytest.param(
            [v for v in OURS if FAMILY[v] not in SEEN_BY_DATABASES],
            id="for-pages",
            marks=pytest.mark.any_database,
        ),
        THEIRS_AT_NIGHT,
    ],
)
# For tests of which one value takes long.
few_by_day = pytest.mark.parametrize(
    "values",
    [
        pytest.param(FEW, id="few"),
        pytest.param(OURS + THEIRS, id="all", marks=[pytest.mark.nightly, pytest.mark.any_database]),
    ],
)
# For tests that take a moment for all values.
every_list = pytest.mark.parametrize(
    "values",
    [
        pytest.param(OURS, id="ours"),
        pytest.param(THEIRS, id="theirs", marks=[needs_theirs, pytest.mark.any_database]),
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
    """``value``, with its family, in a form that a failed test can print."""
    family = f"{FAMILY[value]}: " if value in FAMILY else ""
    return family + ascii(value if len(value) <= 60 else f"{value[:60]}… ({len(value)})")
