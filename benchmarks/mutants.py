"""How many small faults the tests notice: ``.venv/bin/python -m benchmarks.mutants``.

Each fault of a random sample is put into a copy of the project, alone, and the tests that execute
its lines run there, on SQLite, the nearest and the quickest first, until one fails. What no test
notices survives, and is printed: a test is missing, or the fault changes nothing that can be seen.
The faults are those of ``benchmarks/mutations.py``, in the files and folders of ``ROOMS`` or those
that are named.

Which test executes which line is found first, in one run of all tests (but those of the browser);
``--map FILE`` keeps that for as long as no file changes. A constant, a class body or a decorator
is tried with the tests that execute its file or function, then with all others (with ``--reaching``
with the first alone: quicker, and what survives may still be noticed by another test). A hang counts
as caught. The same sources, seed and size give the same sample. ``--json FILE`` notes each outcome at
once, ``--resume FILE`` goes on from there: what was caught is taken over while the rooms are the
same, what survived while the tests are, too.
"""

import argparse
import ast
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from benchmarks.chosen_tests import AT_IMPORT
from benchmarks.mutations import Mutant, files_of, mutants_in
from benchmarks.serving import ROOT

ROOMS = ("webinars/bookings", "profiles/eligibility", "core")
SAMPLE, SEED = 120, 20261128
DATABASE = ".test.sqlite3"  # as careersguide/settings.py names it
ALL_PASSED, NONE_COLLECTED = 0, 5  # as pytest exits
HANG = "a hang"
SECONDS_AT_LEAST, TIMES_AS_LONG = 60, 5  # a run that takes longer than that hangs


class Refused(Exception):
    """Nothing can be measured; the words say why."""


def main() -> str | None:
    options = _options()
    try:
        candidates = mutants_in(ROOT, options.only or options.paths)
    except FileNotFoundError as error:
        return f"{error} is not there: name the files and folders, or change ROOMS"
    if options.list:
        return print_candidates(candidates)
    try:
        outcomes = measure(sample_of(candidates, options.sample, options.seed), options)
    except Refused as error:
        return str(error)
    except KeyboardInterrupt:
        return "interrupted: --resume goes on from the file of --json"
    print_outcomes(outcomes, len(candidates), options.seed)
    return None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", default=ROOMS, help="files and folders (default: ROOMS)")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="how many faults (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=SEED, help="of the sample (default: %(default)s)")
    parser.add_argument("--list", action="store_true", help="count the candidates, and do nothing else")
    parser.add_argument("--only", nargs="+", metavar="FILE", help="take the sample from these files alone")
    parser.add_argument("--jobs", type=int, default=2, help="copies that work at once (default: %(default)s)")
    parser.add_argument("--map", type=Path, metavar="FILE", help="keeps which test executes which line")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where each outcome is written")
    parser.add_argument(
        "--reaching", action="store_true", help="try only tests that execute the file: quick, a lower bound"
    )
    parser.add_argument("--resume", type=Path, metavar="FILE", help="a file of --json to go on from")
    return parser.parse_args()


def sample_of(candidates: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """``size`` of the sorted ``candidates``, or all, in their order; the same for the same seed."""
    return sorted(random.Random(seed).sample(candidates, min(size, len(candidates))))


def print_candidates(candidates: list[Mutant]) -> None:
    for title, counts in (
        ("file", Counter(mutant.file for mutant in candidates)),
        ("operator", Counter(mutant.operator for mutant in candidates)),
    ):
        print(f"{len(candidates)} candidates by {title}")
        for name, count in sorted(counts.items()):
            print(f"  {count:5} {name}")


# --- A copy of the project, and a run of pytest in it ---------------------------------------------------


@dataclass
class Run:
    """How a run of pytest went. ``failed`` is the first test that failed, "" where none did."""

    exit_code: int | None  # None: it hung
    seconds: dict[str, float]  # of each test, in the order in which they ran
    failed: str
    said: str

    @property
    def noticed_by(self) -> str:
        if self.exit_code is None:
            return HANG
        return "" if self.exit_code == ALL_PASSED else self.failed or f"every test {AT_IMPORT}"


class Copy:
    """The tracked files of the project in a folder of their own, with a database of their own."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.passed: set[tuple[str, ...]] = set()

    def fill(self) -> None:
        """Copy the tracked files as they are now, changed or not."""
        for name in tracked_files():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.folder / name)

    def pytest(
        self, *arguments: str, tests: list[str] | None = None, limit: float | None = None, **environment: str
    ) -> Run:
        """Run ``tests``, in that order, or all but those of the browser; ``limit`` is in seconds."""
        files = sorted({name.partition("::")[0] for name in tests or ()})
        chosen, report = self._beside("chosen"), self._beside("report")
        chosen.write_text(json.dumps(tests))
        report.unlink(missing_ok=True)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "benchmarks.chosen_tests"]
        process = subprocess.Popen(
            [
                *command,
                "-m",
                "not browser and not nightly",
                "-p",
                "no:cacheprovider",
                f"--hypothesis-seed={SEED}",
                *arguments,
                *files,
            ],
            cwd=self.folder,
            env={
                **os.environ,
                # Without the settings of .env: the tests are the same on every machine.
                "ENV_FILE": os.devnull,
                "SECRET_KEY": "only-for-tests",
                "DATABASE_URL": f"sqlite:///{self.folder}/db.sqlite3",
                "PYTHONHASHSEED": "0",
                "CHOSEN_TESTS": str(chosen) if tests is not None else "",
                "TESTS_REPORT": str(report),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        running.add(process)
        try:
            said, _ = process.communicate(timeout=limit)
            exit_code = process.returncode
        except subprocess.TimeoutExpired:
            end(process)
            said, exit_code = process.communicate()[0], None
        except BaseException:
            end(process)
            raise
        finally:
            running.discard(process)
        told = json.loads(report.read_text()) if report.exists() else {"seconds": {}, "failed": []}
        return Run(exit_code, told["seconds"], next(iter(told["failed"]), ""), said)

    def prepare(self) -> None:
        """Compile the tests, and migrate a test database of which each run begins with a copy."""
        quick = ["--reuse-db", "tests/test_all_models.py"]
        for run in (self.pytest("--collect-only"), self.pytest(*quick)):
            if run.exit_code != ALL_PASSED:
                raise Refused(f"the tests fail without any fault:\n{run.said[-2000:]}")
        shutil.copy2(self.folder / DATABASE, self._beside("database"))

    def try_tests(self, tests: list[str], limit: float) -> Run:
        """Run ``tests`` until one fails. Raises ``Refused`` where they are not there."""
        self.renew_database()
        # Nothing is compiled to a file: a fault of the same length and second would look compiled already.
        once = {"PYTHONDONTWRITEBYTECODE": "1"}
        run = self.pytest("--reuse-db", "-x", tests=tests, limit=limit, **once)
        if run.exit_code == NONE_COLLECTED:
            raise Refused(f"no test was found of {len(tests)}:\n{run.said[-2000:]}")
        return run

    def all_pass(self, tests: tuple[str, ...], limit: float) -> bool:
        """Whether ``tests`` pass in their order; those that have once are not asked again."""
        if tests not in self.passed and not self.try_tests(list(tests), limit).noticed_by:
            self.passed.add(tests)
        return tests in self.passed

    def renew_database(self) -> None:
        """Take away what a run that was ended has left."""
        for end in ("-wal", "-shm", "-journal"):
            Path(f"{self.folder / DATABASE}{end}").unlink(missing_ok=True)
        shutil.copy2(self._beside("database"), self.folder / DATABASE)

    def twin(self, folder: Path) -> "Copy":
        """Another copy, with the compiled files of this one and a database of its own."""
        shutil.copytree(self.folder, folder)
        twin = Copy(folder)
        shutil.copy2(self._beside("database"), twin._beside("database"))
        return twin

    def forget_compiled(self, files: Iterable[str]) -> None:
        """Without these, Python reads the sources of ``files``, which are about to change."""
        for file in files:
            path = self.folder / file
            for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
                compiled.unlink()

    def _beside(self, what: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.{what}")


running: set[subprocess.Popen] = set()


def end(process: subprocess.Popen) -> None:
    """End ``process`` and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def tracked_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def digest_of(files: Iterable[str]) -> str:
    """The same for the same names and contents."""
    digest = hashlib.sha256()
    for name in files:
        digest.update(f"{name}\0{hashlib.sha256((ROOT / name).read_bytes()).hexdigest()}\0".encode())
    return digest.hexdigest()


# --- Which test executes which line ---------------------------------------------------------------------


@dataclass
class Map:
    """The tests by number, the quickest first, their seconds, and for each file and line who executes it."""

    digest: str
    tests: list[str]
    seconds: list[float]
    lines: dict[str, dict[str, list[int]]]

    def reaching(self, file: str, first: int, last: int) -> list[int]:
        """The tests that execute one of the lines ``first`` to ``last`` of ``file``."""
        by_line = self.lines.get(file, {})
        return sorted({test for line in range(first, last + 1) for test in by_line.get(str(line), ())})


def map_of(copy: Copy, files: list[str], digest: str, jobs: int) -> Map:
    """The lines of ``files`` that each test executes, by a run of all. Raises ``Refused`` where one fails."""
    from coverage import CoverageData

    config, data = copy._beside("coveragerc"), copy._beside("coverage")
    included = "".join(f"\n    {copy.folder / file}" for file in files)
    config.write_text(f"[run]\ninclude ={included}\n")
    run = copy.pytest(
        *("-n", str(jobs), "--cov", f"--cov-config={config}", "--cov-context=test", "--cov-report="),
        COVERAGE_FILE=str(data),
        FORGET_CACHES="1",
    )
    if run.exit_code != ALL_PASSED:
        raise Refused(f"the tests fail without any fault: {run.failed}\n{run.said[-2000:]}")
    tests = sorted(run.seconds, key=lambda name: (run.seconds[name], name))
    number = {name: position for position, name in enumerate(tests)}
    of_file = defaultdict(list)
    for name in tests:
        of_file[name.partition("::")[0]].append(number[name])
    found = CoverageData(str(data))
    found.read()
    lines = {}
    for file in files:
        by_line = lines[file] = {}
        for line, contexts in found.contexts_by_lineno(str(copy.folder / file)).items():
            reached = set()
            for context in filter(None, contexts):
                name, _, phase = context.rpartition("|")
                # A fixture may be made once for a whole file: its first test alone is seen to make it.
                reached.update(of_file[name.partition("::")[0]] if phase == "setup" else [number[name]])
            by_line[str(line)] = sorted(reached)
    return Map(digest, tests, [run.seconds[name] for name in tests], lines)


def kept_map(kept: Path | None, files: list[str], digest: str, make: Callable[[], Map]) -> Map:
    """The map in the file ``kept`` where it is of the same sources; else a new one, written there."""
    if kept and kept.exists():
        found = Map(**json.loads(kept.read_text()))
        if found.digest == digest and set(files) <= set(found.lines):
            return found
    made = make()
    if kept:
        kept.write_text(json.dumps(asdict(made)))
    return made


# --- The measurement ------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What became of a mutant. ``by`` is the test that noticed it, "a hang", or "" where none did."""

    name: str
    by: str
    before: str
    after: str
    tests: int  # that may notice it
    unsteady: list[str]  # that failed without the fault, too, and were left out

    @property
    def way(self) -> str:
        if self.by == HANG:
            return "by a hang"
        return "at import" if self.by.endswith(AT_IMPORT) else "by a test"


def measure(sample: list[Mutant], options: argparse.Namespace) -> list[Outcome]:
    """The outcome of each of ``sample``. Raises ``Refused`` where tests fail without a fault."""
    files = files_of(ROOT, options.only or options.paths)
    measured = [name for name in tracked_files() if not name.startswith("benchmarks/")]
    digests = {"rooms": digest_of(files), "all": digest_of(measured)}
    known = known_outcomes(options.resume, digests)
    with TemporaryDirectory(prefix="mutants-") as folder:
        first = Copy(Path(folder).resolve() / "1")
        first.fill()
        every_file = files_of(ROOT, options.paths)
        made = kept_map(
            options.map,
            files,
            digests["all"],
            lambda: map_of(first, every_file, digests["all"], options.jobs),
        )
        missing = [mutant for mutant in sample if mutant.name not in known]
        # In a random order, so that a run which is ended early has measured a sample, too; and last those
        # that may need every test.
        random.Random(options.seed).shuffle(missing)
        missing.sort(key=lambda mutant: mutant.at_import)
        if not missing:
            return [known[mutant.name] for mutant in sample]
        first.prepare()
        copies = SimpleQueue()
        first.forget_compiled(files)
        for number in range(2, options.jobs + 1):
            copies.put(first.twin(first.folder.with_name(str(number))))
        copies.put(first)

        def outcome_of(mutant: Mutant) -> Outcome:
            copy = copies.get()
            try:
                return try_mutant(copy, mutant, made, only_reaching=options.reaching)
            finally:
                copies.put(copy)

        outcomes = dict(known)
        pool = ThreadPoolExecutor(options.jobs)
        try:
            for number, outcome in enumerate(pool.map(outcome_of, missing), 1):
                outcomes[outcome.name] = outcome
                _say(f"{number} of {len(missing)}: {outcome.name}: {outcome.by or 'SURVIVED'}")
                if options.json:
                    kept = {"digests": digests, "outcomes": [asdict(one) for one in outcomes.values()]}
                    options.json.write_text(json.dumps(kept, indent=1))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list(running):
                end(process)
    return [outcomes[mutant.name] for mutant in sample]


def known_outcomes(kept: Path | None, digests: dict[str, str]) -> dict[str, Outcome]:
    """What a file of ``--json`` says that still holds, by the name of the mutant."""
    if not kept or not kept.exists():
        return {}
    told = json.loads(kept.read_text())
    if told["digests"]["rooms"] != digests["rooms"]:
        raise Refused(f"{kept} is of other sources: the rooms have changed since")
    outcomes = [Outcome(**outcome) for outcome in told["outcomes"]]
    is_same = told["digests"]["all"] == digests["all"]
    return {outcome.name: outcome for outcome in outcomes if outcome.by or is_same}


def selections(mutant: Mutant, made: Map, *, only_reaching: bool = False) -> list[list[int]]:
    """The tests that may notice ``mutant``, by number: those to run first, then the others.

    Of each, those of a file that imports the module come first: they know most of it.
    """
    module = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def distance(test: int) -> tuple[bool, int]:
        return not imports(made.tests[test].partition("::")[0], module), test

    first = made.reaching(mutant.file, mutant.first, mutant.last)
    is_whole = mutant.at_import and not only_reaching
    others = set(range(len(made.tests))) - set(first) if is_whole else ()
    return [sorted(selection, key=distance) for selection in (first, others) if selection]


@cache
def imports(file: str, module: str) -> bool:
    """Whether ``file`` of the project imports ``module``, or the package in an app that holds it."""
    names = set()
    for node in ast.walk(ast.parse((ROOT / file).read_bytes())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.update((node.module, *(f"{node.module}.{alias.name}" for alias in node.names)))
    return any(module == name or ("." in name and module.startswith(f"{name}.")) for name in names)


def try_mutant(copy: Copy, mutant: Mutant, made: Map, *, only_reaching: bool = False) -> Outcome:
    """Put ``mutant`` into ``copy``, run the tests that may notice it, take it out again.

    Where a test fails, it and those before it run once more without the fault. What fails then,
    too (it may rely on a test that did not run), has noticed nothing, and the others decide.
    """
    path = copy.folder / mutant.file
    source = path.read_bytes()
    outcome = Outcome(mutant.name, "", *mutant.before_and_after(source), tests=0, unsteady=[])
    for selection in selections(mutant, made, only_reaching=only_reaching):
        outcome.tests += len(selection)
        while tests := [made.tests[test] for test in selection if made.tests[test] not in outcome.unsteady]:
            seconds = SECONDS_AT_LEAST + TIMES_AS_LONG * sum(made.seconds[test] for test in selection)
            path.write_bytes(mutant.apply(source))
            try:
                run = copy.try_tests(tests, seconds)
            finally:
                path.write_bytes(source)
            outcome.by = run.noticed_by
            if run.failed not in made.tests or copy.all_pass(tuple(run.seconds), seconds):
                break
            outcome.unsteady.append(run.failed)
            outcome.by = ""
        if outcome.by:
            break
    return outcome


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def print_outcomes(outcomes: list[Outcome], candidates: int, seed: int) -> None:
    ways = Counter(outcome.way for outcome in outcomes if outcome.by)
    share = ways.total() / len(outcomes) if outcomes else 0
    print(f"{len(outcomes)} of {candidates} candidates, seed {seed}")
    print(f"caught {ways.total()}, {share:.0%}: {', '.join(f'{count} {way}' for way, count in ways.items())}")
    by_operator = defaultdict(list)
    for outcome in outcomes:
        by_operator[outcome.name.rpartition(" ")[2]].append(bool(outcome.by))
    print(
        *(f"  {name} {sum(found)} of {len(found)}" for name, found in sorted(by_operator.items())), sep="\n"
    )
    for outcome in outcomes:
        if not outcome.by:
            print(f"survived {outcome.tests} tests: {outcome.name}")
            print(f"  - {outcome.before}\n  + {outcome.after}")
    if unsteady := sorted({test for outcome in outcomes for test in outcome.unsteady}):
        print("failed in their order without the fault, too, and were left out:")
        print(*unsteady, sep="\n")


if __name__ == "__main__":
    sys.exit(main())
