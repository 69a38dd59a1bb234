"""The file that settings are read from, and the key that a first start writes into it.

``manage.py`` needs it before there are settings: only the standard library is imported here.
"""

import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
KEY = re.compile(r"^(?P<name>(?:export )?SECRET_KEY)=[ \t]*(?P<value>.*?)[ \t\r]*$", re.MULTILINE)


def env_file() -> Path:
    """The file of settings: ``.env`` beside ``manage.py``, unless ``ENV_FILE`` names another."""
    return Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env")


def forget_empty(names: Iterable[str]) -> None:
    """Take those of ``names`` out of the environment that are empty there: as if they had not been set."""
    for name in names:
        if not os.environ.get(name, "unset").strip():
            del os.environ[name]


def ensure_key() -> str:
    """Write a random SECRET_KEY into the file of settings where there is none; return what was done, or "".

    A file that is not there is made, for a machine of one's own: with DEBUG. Raises ``OSError``.
    """
    if os.environ.get("SECRET_KEY", "").strip():
        return ""
    path, key = env_file(), secrets.token_urlsafe(50)
    if not path.exists():
        write_private(path, f"DEBUG=true\nSECRET_KEY={key}\n")
        return f"Wrote {path.name} with a random SECRET_KEY, and DEBUG=true for a machine of your own."
    text = path.read_text(encoding="utf-8")
    if any(found["value"].strip("\"'") for found in KEY.finditer(text)):
        return ""
    filled, count = KEY.subn(rf"\g<name>={key}", text, count=1)
    if not count:
        filled = f"{text.rstrip()}\nSECRET_KEY={key}\n".lstrip()
    write_private(path, filled)
    return f"Wrote a random SECRET_KEY into {path.name}, where there was none."


def write_private(path: Path, text: str) -> None:
    """Write ``path`` in one move, for its owner's eyes only."""
    path = path.resolve()  # a link stays one
    new = path.with_name(f"{path.name}.new")
    with open(os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)
