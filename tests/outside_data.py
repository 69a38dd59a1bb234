"""Real profiles and classifications, kept beside a checkout; tests that want them skip where they are not."""

import pytest

from tests.hostile import DATA

PROFILES = DATA / "ncs" / "profiles.json"
ESCO = DATA / "esco" / "occupations.csv.gz"
ONET = DATA / "onet"
needs_profiles = pytest.mark.skipif(not PROFILES.is_file(), reason=f"{PROFILES} is not here")
needs_onet = pytest.mark.skipif(not ONET.is_dir(), reason=f"{ONET} is not here")


def needs_opendata(test):
    """Mark ``test`` as one that wants the profiles and both classifications."""
    needs_esco = pytest.mark.skipif(not ESCO.is_file(), reason=f"{ESCO} is not here")
    return needs_profiles(needs_onet(needs_esco(test)))
