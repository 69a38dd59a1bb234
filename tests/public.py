"""The public addresses of the site, one of each kind, for tests that ask them all.

They are addresses of ``tests.filled.filled_site()``.
"""

from careersguide.urls import site_patterns
from profiles.urls import urlpatterns as profile_patterns

# URL name: (an address that exists, the query parameters it reads)
PUBLIC = {
    "home": ("/", []),
    "page-detail": ("/pages/about/", []),
    "robots": ("/robots.txt", []),
    "sitemap": ("/sitemap.xml", ["p"]),
    "career-list": ("/careers/", ["q", "sector", "subject", "route", "skill", "condition", "sort", "page"]),
    "career-surprise": ("/careers/surprise/", ["not"]),
    "career-detail": ("/careers/biochemist/", []),
    "career-questions": ("/careers/biochemist/questions/", []),
    "featured-sheet": ("/career-of-the-month/2026/11/sheet/", []),
    "featured-list": ("/career-of-the-month/", []),
    "featured-feed": ("/career-of-the-month/feed/", []),
    "sector-detail": ("/sectors/science-and-research/", []),
    "subject-detail": ("/subjects/maths-for-biochemist/", []),
    "skill-detail": ("/skills/skill-0-of-biochemist/", []),
}
ADDRESSES = [address for address, _ in PUBLIC.values()]
PATTERNS = {pattern.name: pattern for pattern in [*site_patterns, *profile_patterns]}

# Answers that are no page: gone, moved, missing, refused, a file.
OTHERS = [
    "/careers/signalman/",
    "/careers/once-biochemist/",
    "/careers",
    "/no-such-page/",
    "/careers/?page=99",
    "/\x00",
    "/static/css/site.css",
]
