"""Real profiles and classifications, kept next to a checkout; without them, tests that need them skip."""

import pytest

from tests.hostile import DATA

PROFILES = DATA / "ncs" / "profiles.json"
ESCO = DATA / "esco" / "occupations.csv.gz"
ONET = DATA / "onet"
needs_profiles = pytest.mark.skipif(not PROFILES.is_file(), reason=f"{PROFILES} is not here")
needs_onet = pytest.mark.skipif(not ONET.is_dir(), reason=f"{ONET} is not here")


def needs_opendata(test):
    """Skip ``test`` if the profiles or either classification are missing."""
    needs_esco = pytest.mark.skipif(not ESCO.is_file(), reason=f"{ESCO} is not here")
    return needs_profiles(needs_onet(needs_esco(test)))
