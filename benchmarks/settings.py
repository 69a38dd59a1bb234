"""The site's own settings, with STATIC_ROOT taken from the environment."""

import os

from careersguide.settings import *  # noqa: F403 (all of them, except the one below)

STATIC_ROOT = os.environ["STATIC_ROOT"]
