from django.urls import path
from django.views.decorators.http import require_safe

from profiles import feeds
from profiles.views import careers, compare, discover, eligibility, featured, shortlist, vocabulary

app_name = "profiles"
urlpatterns = [
    path("careers/", careers.career_list, name="career-list"),
    path("careers/compare/", compare.career_compare, name="career-compare"),
    path("careers/surprise/", careers.career_surprise, name="career-surprise"),
    path("careers/<slug:slug>/", careers.career_detail, name="career-detail"),
    path("careers/<slug:slug>/questions/", careers.career_questions, name="career-questions"),
    path("suggestions/", careers.suggestion_list, name="suggestion-list"),
    path("open-to-me/", eligibility.open_to_me, name="open-to-me"),
    path("discover/", discover.discover_statements, name="discover"),
    path("discover/careers/", discover.discover_results, name="discover-results"),
    path("shortlist/", shortlist.shortlist_detail, name="shortlist-detail"),
    path("career-of-the-month/", featured.featured_list, name="featured-list"),
    path("career-of-the-month/feed/", require_safe(feeds.FeaturedFeed()), name="featured-feed"),
    path("career-of-the-month/<int:year>/<int:month>/sheet/", featured.featured_sheet, name="featured-sheet"),
    path("sectors/<slug:slug>/", vocabulary.sector_detail, name="sector-detail"),
    path("subjects/<slug:slug>/", vocabulary.subject_detail, name="subject-detail"),
    path("skills/<slug:slug>/", vocabulary.skill_detail, name="skill-detail"),
]
