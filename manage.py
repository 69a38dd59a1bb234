#!/usr/bin/env python
"""Django's command line for this site."""

import os
import signal
import sys

from careersguide.env_file import ensure_key

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careersguide.settings")
    sys.stdout.reconfigure(line_buffering=True)  # each line is seen at once, in a file as on a terminal
    if sys.argv[1:2] == ["run"]:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while Django is still being read: no traceback
        if words := ensure_key():
            sys.stdout.write(f"{words}\n")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
