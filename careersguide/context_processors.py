from django.conf import settings
from django.utils import timezone

from careersguide import site_cache


def site(request):
    """``site``: what every page shows; ``site_url``: how absolute links start."""
    return {"site": site_cache.current(timezone.now()), "site_url": settings.SITE_URL}
