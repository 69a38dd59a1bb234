from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles.browsing.comparison import SIDE_BY_SIDE
from profiles.browsing.selection import ON_SHORTLIST, offer, read_selection
from profiles.catalogue.catalogue import current as current_catalogue
from profiles.profile_page.qr_code import qr_code
from profiles.search import live as search
from profiles.views.private_answers import holds_answers


@require_safe
@holds_answers
def shortlist_detail(request: HttpRequest) -> HttpResponse:
    """The shortlist that the address names; the browser keeps its own, and the server knows nothing of it."""
    now = timezone.now()
    catalogue = current_catalogue(now)
    path = reverse("profiles:shortlist-detail")
    selection = read_selection(catalogue, request.GET, path=path, most=ON_SHORTLIST)
    text = request.GET.get("q", "")
    whole_address = settings.SITE_URL + selection.address
    return render(
        request,
        "profiles/shortlist_detail.html",
        {
            "selection": selection,
            "whole_address": whole_address,
            "qr": qr_code(whole_address) if selection.entries else None,
            "can_compare": len(selection.entries) > 1,
            # So few fit into one comparison: one press compares them all.
            "is_ticked": len(selection.entries) <= SIDE_BY_SIDE,
            "offer": offer(catalogue, search.current(now), text, selection) if text else None,
        },
    )
