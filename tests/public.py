"""The public addresses of the site, one of each kind, for tests that request them all.

They are addresses of ``tests.filled.filled_site()``.
"""

from careersguide.urls import site_patterns
from profiles.urls import urlpatterns as profile_patterns
from webinars.urls import urlpatterns as webinar_patterns

# URL name: (an address that exists, the query parameters it reads)
PUBLIC = {
    "home": ("/", []),
    "page-detail": ("/pages/about/", []),
    "robots": ("/robots.txt", []),
    "sitemap": ("/sitemap.xml", ["p"]),
    "career-list": (
        "/careers/",
        [
            "q",
            "exactly",
            "sector",
            "subject",
            "interest",
            "skill",
            "route",
            "condition",
            "pay",
            "level",
            "have",
            "open",
            "sort",
            "page",
        ],
    ),
    "suggestion-list": ("/suggestions/", ["q"]),
    "career-compare": ("/careers/compare/", ["c", "only", "q"]),
    "shortlist-detail": ("/shortlist/", ["c", "q"]),
    "career-surprise": ("/careers/surprise/", ["not"]),
    "career-detail": ("/careers/biochemist/", []),
    "open-to-me": ("/open-to-me/", ["have", "career"]),
    "career-questions": ("/careers/biochemist/questions/", []),
    "discover": ("/discover/", ["a", "page", "from", "less"]),
    "discover-results": ("/discover/careers/", ["a", "less"]),
    "featured-sheet": ("/career-of-the-month/2026/11/sheet/", []),
    "featured-list": ("/career-of-the-month/", []),
    "featured-feed": ("/career-of-the-month/feed/", []),
    "sector-detail": ("/sectors/science-and-research/", []),
    "subject-detail": ("/subjects/maths-for-biochemist/", []),
    "skill-detail": ("/skills/skill-0-of-biochemist/", []),
    "webinar-list": ("/webinars/", ["series", "page"]),
    "webinar-detail": ("/webinars/meet-a-biochemist/", []),
    "webinar-calendar": ("/webinars/meet-a-biochemist/calendar.ics", []),
}
# The other addresses of webinars are private: never cached, and tested in tests/webinars.
FOR_EVERYBODY = [pattern for pattern in webinar_patterns if pattern.name.startswith("webinar-")]
ADDRESSES = [address for address, _ in PUBLIC.values()]
PATTERNS = {pattern.name: pattern for pattern in [*site_patterns, *profile_patterns, *FOR_EVERYBODY]}

# Pages whose address contains a reader's answers: not cached, and not sent to other sites.
HOLDS_ANSWERS = [
    PUBLIC[name][0]
    for name in ("career-compare", "shortlist-detail", "open-to-me", "discover", "discover-results")
]

# Responses that are not pages: gone, moved, missing, refused, a file.
OTHERS = [
    "/careers/signalman/",
    "/careers/once-biochemist/",
    "/careers",
    "/no-such-page/",
    "/careers/?page=99",
    "/\x00",
    "/static/css/site.css",
]
