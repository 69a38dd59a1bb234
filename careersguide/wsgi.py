"""The WSGI application that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careersguide.settings")

application = get_wsgi_application()

from careersguide.health import read_careers  # noqa: E402  (settings come first)
from core.version_cache import start_thread  # noqa: E402

# Each process reads the careers before its first request: until then search finds nothing.
start_thread(read_careers)
