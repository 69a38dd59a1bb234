from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from careersguide import health, sitemaps, views
from careersguide.styleguide import styleguide

health_patterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", health.security_txt, name="security-txt"),
]

site_patterns = [
    path("", views.home, name="home"),
    path("pages/<slug:slug>/", views.page_detail, name="page-detail"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.site_map, name="sitemap"),
]

urlpatterns = [
    *health_patterns,
    path("admin/", admin.site.urls),
    path("styleguide/", styleguide, name="styleguide"),
    path("", include((site_patterns, "site"))),
    path("", include("profiles.urls")),
    path("", include("webinars.urls")),
]

if settings.DEBUG:
    # In production the web server in front hands out uploads.
    urlpatterns.append(path("media/<path:path>", views.upload))
