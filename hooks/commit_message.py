"""Refuse a commit message without a body: the code says what changed, the message says why.

Called by pre-commit with the file that holds the message.
"""

import sys
from pathlib import Path

LONGEST_SUBJECT = 100  # characters


def what_is_wrong(message: str) -> str:
    """Why ``message`` cannot stay as it is, in one sentence; "" where it can."""
    lines = [line.rstrip() for line in message.splitlines() if not line.startswith("#")]
    subject, *rest = "\n".join(lines).strip().split("\n")
    if subject.startswith(("Merge ", "Revert ")):
        return ""
    if len(subject) > LONGEST_SUBJECT:
        return (
            f"The subject has {len(subject)} characters; at most {LONGEST_SUBJECT} fit in a line of the log."
        )
    if rest and rest[0]:
        return "Leave the line below the subject empty."
    if not any(rest):
        return "Say why in a body: an empty line below the subject, then the reason."
    return ""


if __name__ == "__main__":
    sys.exit(what_is_wrong(Path(sys.argv[1]).read_text(encoding="utf-8")) or None)
