"""The hook that reads commit messages."""

import subprocess
import sys

import pytest
from django.conf import settings

HOOK = settings.BASE_DIR / "hooks" / "commit_message.py"


def said_of(message: str, folder) -> tuple[int, str]:
    """The exit status and the output of the hook."""
    (folder / "message").write_text(message, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, HOOK, folder / "message"], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr.strip()


@pytest.mark.parametrize(
    "message",
    [
        "Count what waits\n\nAn unproved group was counted as one that waits.\n",
        "Merge branch 'search'",
        'Revert "Count what waits"',
        "# a comment\nCount what waits\n\n# another\nBecause it was wrong.\n",
    ],
)
def test_message_that_says_why_is_taken(message, tmp_path):
    assert said_of(message, tmp_path) == (0, "")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("Count what waits", "Say why in a body: an empty line below the subject, then the reason."),
        (
            "Count what waits\n\n# only a comment\n",
            "Say why in a body: an empty line below the subject, then the reason.",
        ),
        ("Count what waits\nBecause", "Leave the line below the subject empty."),
        ("x" * 101 + "\n\nwhy", "The subject has 101 characters; at most 100 fit in a line of the log."),
        ("", "Say why in a body: an empty line below the subject, then the reason."),
    ],
)
def test_message_without_a_reason_is_refused_in_words(message, said, tmp_path):
    assert said_of(message, tmp_path) == (1, said)
