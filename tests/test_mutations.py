"""The faults that ``benchmarks.mutants`` puts into the code: each is one change, and compiles."""

import ast

import pytest

from benchmarks import mutants
from benchmarks.mutants import ROOMS, ROOT, Map, sample_of, selections
from benchmarks.mutations import MEMBER, OPERATORS, files_of, mutants_in, mutants_of

FAULTS = [
    ("comparison", "a = b < c", ["a = b <= c"]),
    ("comparison", "a = 1 <= b != c", ["a = 1 < b != c", "a = 1 <= b == c"]),
    ("comparison", "a = b not in c", ["a = b in c"]),
    ("comparison", "a = b is None", ["a = b is not None"]),
    ("and-or", "a = b and c or d", ["a = b or c or d", "a = (b and c) and d"]),
    ("not", "a = not (b or c) and d", ["a = (b or c) and d"]),
    ("condition", "if a:\n    b()\nelif c < d:\n    e()", ["if not (a):", "elif not (c < d):"]),
    ("condition", "a = [b for b in c if b.d]", ["a = [b for b in c if not (b.d)]"]),
    ("condition", "if a == b:\n    c()", []),  # another comparison is the same fault
    ("arithmetic", "a = b + c - d", ["a = b - c - d", "a = b + c + d"]),
    ("arithmetic", "a = b & c & d", ["a = (b | c) & d", "a = (b & c | d)"]),
    ("arithmetic", "a += b", ["a -= b"]),
    ("number", "a = b[7] or True", ["a = b[8] or True"]),
    ("truth", "a = b(c=True)", ["a = b(c=False)"]),
    (
        "text",
        "a = b == 'x' or c in {'y', d}",
        ["a = b == 'x?' or c in {'y', d}", "a = b == 'x' or c in {'y?', d}"],
    ),
    ("return", "def a():\n    return b(\n        c)", ["return None"]),
    ("return", "def a():\n    return False", []),  # as false as None
    ("raise", "if a:\n    raise B from c", ["pass"]),
    ("call", "a.b(c)\nd = e()", ["pass"]),
    ("loop", "for a in b:\n    if a: continue\n    break", ["if a: break", "continue"]),
    ("narrowing", "a = b.filter(c, d=e)", ["a = b.filter(d=e)", "a = b.filter(c)"]),
    ("narrowing", "a = Q(b=c) | d(e=f)", ["a = Q() | d(e=f)"]),
    ("decorator", "@a.b\n@c(d)\ndef e(): ...", ["@c(d)", "@a.b"]),
    ("member", "a = State.OPEN\nb = State.SHUT\nc = Kind.ONE", ["a = State.SHUT", "b = State.OPEN"]),
]


@pytest.mark.parametrize(("operator", "source", "changed"), FAULTS)
def test_operator_makes_exactly_these_changes(operator, source, changed):
    found = [mutant for mutant in mutants_of("a.py", source.encode()) if mutant.operator == operator]

    sources = [mutant.apply(source.encode()).decode() for mutant in found]
    assert [" ".join(new_lines(source, faulty)) for faulty in sources] == changed
    assert all(ast.dump(ast.parse(faulty)) != ast.dump(ast.parse(source)) for faulty in sources)


def new_lines(source: str, faulty: str) -> list[str]:
    """The lines of ``faulty`` that are not in ``source``; those that are left where one was taken away."""
    old = source.splitlines()
    lines = [line.strip() for line in faulty.splitlines() if line not in old]
    return [line for line in lines if line] or [line for line in faulty.splitlines() if line.startswith("@")]


def test_every_operator_is_tried():
    assert {operator for operator, *_ in FAULTS} == {*OPERATORS, MEMBER}


@pytest.mark.parametrize(
    "source",
    [
        '"""1 + 1"""',
        "a: Literal[1] = b",
        "def a(b: Literal[1]) -> Literal[2]: ...",
        "if TYPE_CHECKING:\n    a = 1",
        "__all__ = [1]",
        "class A:\n    def __str__(self):\n        return self.a or 1",
        "logger.info(1)",
        "@lru_cache(maxsize=1)\ndef a(): ...",
        "@dataclass(frozen=True)\nclass A: ...",
        "a = f'{b + 1}'",
    ],
)
def test_what_no_behaviour_shows_is_left_out(source):
    assert mutants_of("a.py", source.encode()) == []


def test_fault_knows_the_lines_that_a_test_must_execute():
    source = b"A = 1\n\n\n@b\ndef c(d=2):\n    if (\n        d == 3\n    ):\n        return 4\n"

    found = mutants_of("a.py", source)

    assert {(m.operator, m.line, m.first, m.last, m.at_import) for m in found} == {
        ("number", 1, 1, 10, True),  # every test of the file, then all others
        ("decorator", 4, 6, 9, True),
        ("number", 5, 6, 9, True),
        ("comparison", 7, 6, 8, False),
        ("number", 7, 6, 8, False),
        ("return", 9, 9, 9, False),
        ("number", 9, 9, 9, False),
    }


@pytest.fixture
def five_tests(monkeypatch, tmp_path):
    """Five tests, the quickest first, of two files; the second one imports ``app.room.a``."""
    (tmp_path / "one.py").write_text("import app.other")
    (tmp_path / "two.py").write_text("from app import room")
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    mutants.imports.cache_clear()
    yield ["one.py::0", "one.py::1", "two.py::2", "two.py::3", "two.py::4"]
    mutants.imports.cache_clear()


def test_fault_is_tried_by_its_lines_then_by_all_where_it_is_imported_the_nearest_first(five_tests):
    file, source = "app/room/a.py", b"A = 1\ndef b(c):\n    if (\n        c < d\n    ): e()\n"
    constant, comparison = mutants_of(file, source)[:2]
    executed = {file: {"2": [], "3": [2], "4": [2, 0], "5": [3]}, "b.py": {"4": [1]}}
    made = Map("", five_tests, [0.1, 0.2, 0.3, 0.4, 0.5], executed)

    assert selections(comparison, made) == [[2, 0]]
    assert selections(constant, made) == [[2, 3, 0], [4, 1]]


def test_fault_in_a_line_that_no_test_executes_has_no_tests(five_tests):
    (fault, *_) = mutants_of("a.py", b"def b(c):\n    return c\n")

    assert selections(fault, Map("", five_tests, [0.1] * 5, {"a.py": {"1": [0]}})) == []


def test_fault_is_shown_with_its_line():
    source = b"# \xc2\xa31\na = [\n    b\n    and c,\n    d,\n]\n"

    (found,) = mutants_of("a.py", source)

    assert found.name == "a.py:4:8 and-or"
    assert found.before_and_after(source) == ("b and c,", "b or c,")
    assert found.apply(source).decode() == "# £1\na = [\n    b or c,\n    d,\n]\n"


def test_every_fault_of_the_rooms_has_its_own_name():
    candidates = mutants_in(ROOT, ROOMS)

    assert len({mutant.name for mutant in candidates}) == len(candidates)
    assert {mutant.file for mutant in candidates} <= set(files_of(ROOT, ROOMS))


def test_faults_of_the_rooms_compile():
    for mutant in sample_of(mutants_in(ROOT, ROOMS), 60, seed=7):
        source = (ROOT / mutant.file).read_bytes()
        assert ast.dump(ast.parse(mutant.apply(source))) != ast.dump(ast.parse(source)), mutant.name


def test_sample_is_the_same_for_the_same_seed():
    candidates = mutants_in(ROOT, ROOMS)

    sample = sample_of(candidates, 120, seed=7)

    assert sample == sample_of(list(candidates), 120, seed=7) == sorted(set(sample))
    assert len(sample) == 120
    assert sample != sample_of(candidates, 120, seed=8)
    assert sample_of(candidates[:3], 120, seed=7) == candidates[:3]


def test_room_that_is_not_there_is_refused():
    with pytest.raises(FileNotFoundError, match="no_such_room"):
        files_of(ROOT, ["no_such_room"])
