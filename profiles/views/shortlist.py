from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles.browsing.selection import ON_SHORTLIST, SIDE_BY_SIDE, chosen, offer
from profiles.catalogue import catalogue
from profiles.profile_page.qr_code import qr_code
from profiles.search import live as search
from profiles.views.private_answers import holds_answers


@require_safe
@holds_answers
def shortlist_detail(request: HttpRequest):
    """The shortlist that the address names; what a browser keeps is its own business."""
    now = timezone.now()
    known = catalogue.current(now)
    these = chosen(known, request.GET, path=reverse("profiles:shortlist-detail"), most=ON_SHORTLIST)
    text = request.GET.get("q", "")
    whole_address = settings.SITE_URL + these.address
    return render(
        request,
        "profiles/shortlist_detail.html",
        {
            "chosen": these,
            "whole_address": whole_address,
            "qr": qr_code(whole_address) if these.entries else None,
            "can_compare": len(these.entries) > 1,
            # So few can all stand side by side: one press compares them.
            "is_ticked": len(these.entries) <= SIDE_BY_SIDE,
            "offer": offer(known, search.current(now), text, these) if text else None,
        },
    )
