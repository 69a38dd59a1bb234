"""The site as in production, on a database and a port of its own, for as long as a measurement takes."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_BE_READY = 120


@contextmanager
def serving(profiles: Path | None = None) -> Iterator[str]:
    """The address of the site with the sample content, or with the careers of the file ``profiles``.

    DEBUG is off and the static files are hashed and compressed. ``profiles`` is a file of the
    National Careers Service, see docs/importing.md. Raises ``RuntimeError`` where the site does not start.
    """
    with TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        address = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "SECRET_KEY": "only-for-a-measurement",
            "DEBUG": "false",
            "SITE_URL": address,
            "ALLOWED_HOSTS": "",
            "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
            "STATIC_ROOT": f"{folder}/static",
        }

        def manage(*arguments: str) -> None:
            subprocess.run(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )

        manage("collectstatic", "--noinput", "--verbosity", "0")
        if profiles:
            manage("migrate", "--verbosity", "0")
            manage("import_careers", "ncs", str(profiles), "--publish")
        site = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(f"{address}/readyz", site)
            yield address
        finally:
            site.terminate()
            site.wait()


def _wait_for(address: str, site: subprocess.Popen) -> None:
    deadline = time.monotonic() + SECONDS_TO_BE_READY
    while time.monotonic() < deadline and site.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=10).close()  # noqa: S310  our own server
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer")
