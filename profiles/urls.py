from django.urls import path
from django.views.decorators.http import require_safe

from profiles import feeds, views

app_name = "profiles"
urlpatterns = [
    path("careers/", views.career_list, name="career-list"),
    path("careers/surprise/", views.career_surprise, name="career-surprise"),
    path("careers/<slug:slug>/", views.career_detail, name="career-detail"),
    path("careers/<slug:slug>/questions/", views.career_questions, name="career-questions"),
    path("career-of-the-month/", views.featured_list, name="featured-list"),
    path("career-of-the-month/feed/", require_safe(feeds.FeaturedFeed()), name="featured-feed"),
    path("career-of-the-month/<int:year>/<int:month>/sheet/", views.featured_sheet, name="featured-sheet"),
    path("sectors/<slug:slug>/", views.sector_detail, name="sector-detail"),
    path("subjects/<slug:slug>/", views.subject_detail, name="subject-detail"),
    path("skills/<slug:slug>/", views.skill_detail, name="skill-detail"),
]
