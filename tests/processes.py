"""Management commands as real processes with a database of their own, and the processes they leave."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see processes")

# What another project may have left in a shell. None of it works here.
FOREIGN = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:9/foreign",
    "DATABASE_POOL_SIZE": "many",
    "DEBUG": "*",
    "DJANGO_SETTINGS_MODULE": "elsewhere.settings",
    "SECRET_KEY": "foreign",
    "SITE_URL": "elsewhere",
}


def until(condition, seconds=30):
    """The first true result of ``condition``; fail if there is none within ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {condition}")


def own_environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "only-for-tests",
        "DEBUG": "true",
        "DATABASE_URL": f"sqlite:///{folder / 'own.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "EMAIL_URL": "dummymail://",
        **more,
    }


def manage(*arguments: str, environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        check=True,
        capture_output=True,
    )


@contextmanager
def started(*arguments: str, environment: dict[str, str]):
    """Run a management command during the block; it and its children are stopped at the end."""
    command = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield command
    finally:
        command.terminate()
        command.communicate(timeout=30)


def descendants(pid: int) -> dict[int, str]:
    """The command lines of all descendants of ``pid``, by process id."""
    parents, lines = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            # The name, in brackets, may itself contain spaces and brackets.
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            line = (entry / "cmdline").read_text().replace("\0", " ").strip()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state != "Z":
            parents[int(entry.name)], lines[int(entry.name)] = int(parent), line
    found, generation = {}, {pid}
    while generation:
        generation = {child for child, parent in parents.items() if parent in generation}
        found |= {child: lines[child] for child in generation}
    return found


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
