"""The real profiles, kept beside a checkout; tests that want them skip where they are not."""

import pytest

from tests.hostile import DATA

PROFILES = DATA / "ncs" / "profiles.json"
needs_profiles = pytest.mark.skipif(not PROFILES.is_file(), reason=f"{PROFILES} is not here")
