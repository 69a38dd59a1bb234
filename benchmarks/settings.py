"""The site's own settings, with the collected static files wherever a measurement wants them."""

import os

from careersguide.settings import *  # noqa: F403 (all of them, but for what follows)

STATIC_ROOT = os.environ["STATIC_ROOT"]
