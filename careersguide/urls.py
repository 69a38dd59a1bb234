from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from careersguide import health, mailbox, sitemaps, views
from careersguide.styleguide import styleguide

health_patterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", health.security_txt, name="security-txt"),
]

# Only with DEBUG: mail that was sent on a developer's machine.
mailbox_patterns = [
    path("", mailbox.mail_list, name="list"),
    path("<str:name>/", mailbox.mail_detail, name="detail"),
    path("<str:name>/letter/", mailbox.mail_letter, name="letter"),
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
    path("mail/", include((mailbox_patterns, "mailbox"))),
    path("", include((site_patterns, "site"))),
    path("", include("profiles.urls")),
    path("", include("webinars.urls")),
]

if settings.DEBUG:
    # In production the web server in front hands out uploads.
    urlpatterns.append(path("media/<path:path>", views.upload))
