"""The small faults that ``benchmarks.mutants`` puts into the code, one at a time, found by ``ast``.

Each operator below is a function: for a node of the syntax tree it gives the changes that it knows,
as (where to point, the node that is replaced, the text that replaces it). ``OPERATORS`` lists them.

Left out, because no test of behaviour can or should notice them: annotations, blocks under
``TYPE_CHECKING``, ``__all__``, ``__str__`` and ``__repr__``, calls of a logger, decorators that only
remember or that nothing works without (``SKIPPED_DECORATORS``, with their arguments), migrations, and
the inside of f-strings, whose positions are known from Python 3.12 on.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path

SKIPPED_DECORATORS = {
    "cache",
    "classmethod",
    "contextmanager",
    "dataclass",
    "lru_cache",
    "property",
    "staticmethod",
}
SKIPPED_FUNCTIONS = {"__str__", "__repr__"}
SKIPPED_LOGGERS = {"logger", "logging"}

Change = tuple[ast.AST, ast.AST, str]
Operator = Callable[[ast.AST], Iterable[Change]]


@dataclass(frozen=True, order=True)
class Mutant:
    """One change of one file. ``start`` and ``end`` are the bytes that ``text`` replaces.

    A test may notice it that executes one of the lines ``first`` to ``last``; where it is
    ``at_import``, every test that imports the module may, and those lines only come first.
    """

    file: str
    line: int
    column: int
    operator: str
    start: int = field(compare=False)
    end: int = field(compare=False)
    text: str = field(compare=False)
    first: int = field(compare=False)
    last: int = field(compare=False)
    at_import: bool = field(compare=False)

    @property
    def name(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.operator}"

    def apply(self, source: bytes) -> bytes:
        """``source``, the file as it is, with the fault in it."""
        return source[: self.start] + self.text.encode() + source[self.end :]

    def before_and_after(self, source: bytes) -> tuple[str, str]:
        """The lines that change, as one line each."""
        first = source.rfind(b"\n", 0, self.start) + 1
        last = source.find(b"\n", self.end)
        rest = source[self.end : last if last >= 0 else len(source)]
        lead = source[first : self.start]
        parts = (source[self.start : self.end], self.text.encode())
        return tuple(" ".join((lead + part + rest).decode().split()) for part in parts)


# --- The operators --------------------------------------------------------------------------------------

_OPPOSITE = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_NEGATED_BY_COMPARISON = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot)
_OTHER_ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_NARROWING = {"filter", "exclude", "get", "get_or_create"}


def comparison(node: ast.AST) -> Iterator[Change]:
    """``==`` is ``!=``, ``<`` is ``<=``, ``in`` is ``not in``, ``is`` is ``is not``, and back."""
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            ops = [*node.ops[:number], _OPPOSITE[type(operator)](), *node.ops[number + 1 :]]
            yield node.comparators[number], node, _text(node, ops=ops)


def and_or(node: ast.AST) -> Iterator[Change]:
    """``and`` is ``or``, and back."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield node.values[1], node, _text(node, op=other)


def no_not(node: ast.AST) -> Iterator[Change]:
    """``not`` is gone."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node, node, f"({ast.unparse(node.operand)})"


def condition(node: ast.AST) -> Iterator[Change]:
    """What an if, a while or a comprehension asks is negated, where no other operator does the same."""
    tests = [node.test] if isinstance(node, ast.If | ast.While | ast.IfExp) else []
    tests += node.ifs if isinstance(node, ast.comprehension) else []
    for test in tests:
        is_negated = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
        is_compared = isinstance(test, ast.Compare) and len(test.ops) == 1
        if not is_negated and not (is_compared and isinstance(test.ops[0], _NEGATED_BY_COMPARISON)):
            yield test, test, f"not ({ast.unparse(test)})"


def arithmetic(node: ast.AST) -> Iterator[Change]:
    """``+`` is ``-``, ``*`` is ``//``, ``|`` is ``&``, and back; ``/`` is ``*``."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _OTHER_ARITHMETIC:
        text = _text(node, op=_OTHER_ARITHMETIC[type(node.op)]())
        # The one change that binds more loosely than what it replaces.
        is_looser = isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd)
        place = node.right if isinstance(node, ast.BinOp) else node.value
        yield place, node, f"({text})" if is_looser else text


def number(node: ast.AST) -> Iterator[Change]:
    """A whole number is one more."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield node, node, str(node.value + 1)


def truth(node: ast.AST) -> Iterator[Change]:
    """``True`` is ``False``, and back."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield node, node, str(not node.value)


def compared_text(node: ast.AST) -> Iterator[Change]:
    """A text that something is compared with is another text."""
    if isinstance(node, ast.Compare):
        for side in (node.left, *node.comparators):
            for part in side.elts if isinstance(side, ast.Set | ast.Tuple | ast.List) else [side]:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part, part, repr(f"{part.value}?")


def returned(node: ast.AST) -> Iterator[Change]:
    """A function returns None instead of its value."""
    if isinstance(node, ast.Return) and node.value and not _is_constant(node.value, (None, False)):
        yield node, node, "return None"


def raised(node: ast.AST) -> Iterator[Change]:
    """An error is not raised."""
    if isinstance(node, ast.Raise):
        yield node, node, "pass"


def call(node: ast.AST) -> Iterator[Change]:
    """A call whose answer nobody keeps is not made."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield node, node, "pass"


def loop(node: ast.AST) -> Iterator[Change]:
    """``continue`` is ``break``, and back."""
    if isinstance(node, ast.Continue | ast.Break):
        yield node, node, "break" if isinstance(node, ast.Continue) else "continue"


def narrowing(node: ast.AST) -> Iterator[Change]:
    """A filter, exclude, get or ``Q`` does without one of its conditions."""
    if not isinstance(node, ast.Call):
        return
    is_method = isinstance(node.func, ast.Attribute) and node.func.attr in _NARROWING
    if not is_method and not (isinstance(node.func, ast.Name) and node.func.id == "Q"):
        return
    for keyword in node.keywords:
        yield keyword, node, _text(node, keywords=[other for other in node.keywords if other is not keyword])
    if is_method and node.func.attr in {"filter", "exclude"}:
        for argument in node.args:
            yield argument, node, _text(node, args=[other for other in node.args if other is not argument])


def decorator(node: ast.AST) -> Iterator[Change]:
    """A function or class does without a decorator; the text is cut from its ``@`` on."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        for used in node.decorator_list:
            if _last_name(used) not in SKIPPED_DECORATORS:
                yield used, used, ""


def member_of(tree: ast.AST) -> Operator:
    """``State.HELD`` is the next one by name that the file uses, such as ``State.LAPSED``."""
    used = defaultdict(set)
    for node in ast.walk(tree):
        if _is_member(node):
            used[node.value.id].add(node.attr)

    def member(node: ast.AST) -> Iterator[Change]:
        if _is_member(node) and len(names := sorted(used[node.value.id])) > 1:
            other = names[(names.index(node.attr) + 1) % len(names)]
            yield node, node, f"{node.value.id}.{other}"

    return member


OPERATORS: dict[str, Operator] = {
    "comparison": comparison,
    "and-or": and_or,
    "not": no_not,
    "condition": condition,
    "arithmetic": arithmetic,
    "number": number,
    "truth": truth,
    "text": compared_text,
    "return": returned,
    "raise": raised,
    "call": call,
    "loop": loop,
    "narrowing": narrowing,
    "decorator": decorator,
}
MEMBER = "member"  # made for each file


def _text(node: ast.AST, **changed) -> str:
    other = copy(node)
    for name, value in changed.items():
        setattr(other, name, value)
    return ast.unparse(other)


def _is_constant(node: ast.AST, values: tuple) -> bool:
    return isinstance(node, ast.Constant) and any(node.value is value for value in values)


def _last_name(node: ast.AST) -> str:
    """``atomic`` of ``transaction.atomic`` and of ``transaction.atomic(using="default")``."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _is_member(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id[:1].isupper()
        and node.attr.isupper()
    )


# --- The candidates of a file ---------------------------------------------------------------------------


def mutants_of(file: str, source: bytes) -> list[Mutant]:
    """Every change that the operators know of ``source``, in order. ``file`` is its name in them."""
    return sorted(_Walk(file, source).mutants)


def mutants_in(root: Path, paths: Iterable[str]) -> list[Mutant]:
    """Every change in the files and folders ``paths`` of ``root``, in order.

    Raises ``FileNotFoundError`` where one of them is not there.
    """
    return sorted(
        mutant for file in files_of(root, paths) for mutant in mutants_of(file, (root / file).read_bytes())
    )


def files_of(root: Path, paths: Iterable[str]) -> list[str]:
    """The Python files that ``paths`` name or hold, without migrations.

    Raises ``FileNotFoundError`` where one of ``paths`` is not there.
    """
    found = set()
    for path in paths:
        if not (root / path).exists():
            raise FileNotFoundError(path)
        for file in sorted((root / path).rglob("*.py")) if (root / path).is_dir() else [root / path]:
            if "migrations" not in file.parts:
                found.add(file.relative_to(root).as_posix())
    return sorted(found)


class _Walk:
    """Walks a syntax tree and keeps, of each change, the lines whose tests may notice it."""

    def __init__(self, file: str, source: bytes):
        self.file, self.source, self.mutants = file, source, []
        self.line_starts = [0]
        for line in source.split(b"\n"):
            self.line_starts.append(self.line_starts[-1] + len(line) + 1)
        tree = ast.parse(source)
        self.operators = {**OPERATORS, MEMBER: member_of(tree)}
        self._walk(tree, (1, len(self.line_starts) - 1), at_import=True)

    def _walk(self, node: ast.AST, lines: tuple[int, int], *, at_import: bool) -> None:
        if _is_skipped(node):
            return
        if isinstance(node, ast.stmt) and not at_import:
            lines = _lines_of(node)
        is_definition = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        # Decorators and defaults are made at import, and matter where the function runs.
        own_lines = (node.body[0].lineno, node.end_lineno) if is_definition else lines
        for name, operator in self.operators.items():
            for place, replaced, text in operator(node):
                is_early = at_import or name == "decorator"
                self._add(name, place, replaced, text, own_lines, at_import=is_early)
        for name, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST) or name in {"annotation", "returns"}:
                    continue
                if is_definition and name == "decorator_list" and _last_name(child) in SKIPPED_DECORATORS:
                    continue
                if is_definition and name != "body":
                    self._walk(child, own_lines, at_import=True)
                else:
                    is_class = isinstance(node, ast.ClassDef)
                    is_early = at_import and (is_class or not is_definition)
                    self._walk(child, lines, at_import=is_early)

    def _add(self, name, place, replaced, text, lines, *, at_import) -> None:
        start = self._offset(replaced.lineno, replaced.col_offset)
        end = self._offset(replaced.end_lineno, replaced.end_col_offset)
        if name == "decorator":
            start = self.source.rindex(b"@", 0, start)
        line, column = place.lineno, place.col_offset
        first, last = lines
        mutant = Mutant(self.file, line, column, name, start, end, text, first, last, at_import)
        self.mutants.append(mutant)

    def _offset(self, line: int, column: int) -> int:
        return self.line_starts[line - 1] + column


def _is_skipped(node: ast.AST) -> bool:
    match node:
        case ast.FunctionDef(name=name):
            return name in SKIPPED_FUNCTIONS
        case ast.If(test=test):
            return _last_name(test) == "TYPE_CHECKING"
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return name in SKIPPED_LOGGERS
    return isinstance(node, ast.JoinedStr)


def _lines_of(statement: ast.stmt) -> tuple[int, int]:
    """The lines of a statement, without those of the block that it opens."""
    blocks = [getattr(statement, name, None) for name in ("body", "handlers", "cases")]
    inner = [block[0].lineno for block in blocks if block]
    last = min([*(line - 1 for line in inner), statement.end_lineno])
    return statement.lineno, max(statement.lineno, last)
