"""Searches that found nothing: an editor makes of each a hidden title, a wish, or noise."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import slugify

from core import figures
from core.admin import MAX_PARTS, EditorsAdmin, KnownKeys
from profiles.browsing import missed_search_decisions
from profiles.catalogue import catalogue
from profiles.models import Career, MissedSearch, MissedState
from profiles.search import live as search

ALL = "all"
# What one click makes of a search; a hidden title has an address of its own.
MARKS = {
    MissedState.WISH: "A wish",
    MissedState.NOISE: "Noise",
    MissedState.WAITING: "Back to waiting",
}
DONE = {
    MissedState.WISH: "kept as a wish",
    MissedState.NOISE: "put away as noise",
    MissedState.WAITING: "back among those that wait",
}


class MissedStateFilter(admin.SimpleListFilter):
    """Those that wait, unless another state is chosen."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*MissedState.choices, (ALL, "All")]

    def value(self):
        return super().value() or MissedState.WAITING.value

    def choices(self, changelist):
        return list(super().choices(changelist))[1:]  # Django's own "All" is what stands here for waiting

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() in MissedState.values else queryset


class CareerSelect(KnownKeys, forms.Select):
    pass


class TitleForm(forms.Form):
    career = forms.ModelChoiceField(
        Career.objects.only("title"),
        widget=CareerSelect,
        label="Is another name of",
        empty_label="Choose a career",
    )

    def clean_career(self):
        career = self.cleaned_data["career"]
        if career.titles.count() >= MAX_PARTS:
            raise ValidationError(f"{career} has {MAX_PARTS} titles, and no more are possible.")
        return career


@admin.register(MissedSearch)
class MissedSearchAdmin(EditorsAdmin):
    fields = ["words", "times", "first_on", "last_on", "state"]
    readonly_fields = ["words", "times", "first_on", "last_on"]
    list_display = ["words", "times", "acts", "finds", "last_seen"]
    list_filter = [MissedStateFilter]
    list_per_page = 25  # each row is searched for again
    ordering = ["-times", "pk"]
    search_fields = ["words"]
    actions = ["mark_as_wish", "mark_as_noise", "mark_as_waiting"]

    # --- What is shown, and to whom ------------------------------------------------------------------

    def get_queryset(self, request):
        return super().get_queryset(request).legible()

    def get_list_display(self, request):
        shown = [*self.list_display]
        if request.GET.get("state") == ALL:
            shown.insert(2, "state")  # where a narrow screen shows it
        return shown if self.has_change_permission(request) else [name for name in shown if name != "acts"]

    def has_add_permission(self, request):
        return False

    def get_changelist_instance(self, request):
        """The list, where each row knows what search finds for it now and where its buttons lead."""
        shown, now = super().get_changelist_instance(request), timezone.now()
        shown.title = self.opts.verbose_name_plural.capitalize()
        # The one who asks first in this process waits, so that "nothing" is not what is not there yet.
        catalogue.current(now)
        search.make_first(now)
        for missed in shown.result_list:
            missed.found = missed_search_decisions.found_now(missed.words, now)
            missed.guesses = missed_search_decisions.guesses(missed.words, missed.found, now)
            missed.title_url = self._url(request, "title", missed.pk)
            missed.mark_url = self._url(request, "mark", missed.pk)
            missed.start_url = self._start_url(request, missed)
        return shown

    @admin.display(description="last seen", ordering="last_on")
    def last_seen(self, missed):
        return date_format(missed.last_on, "j M")  # nothing is kept for longer than a year

    @admin.display(description="search finds")
    def finds(self, missed):
        address = f"{reverse('profiles:career-list')}?{urlencode({'q': missed.words})}"
        first = missed.found[0].title if missed.found else "Nothing"
        return format_html('<a href="{}">{}</a>', address, first)

    @admin.display(description="what is it?")
    def acts(self, missed):
        marks = [(state.value, words) for state, words in MARKS.items() if state != missed.state]
        return render_to_string("admin/profiles/missedsearch/acts.html", {"missed": missed, "marks": marks})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and self.has_change_permission(request):
            context |= {
                "title_url": self._url(request, "title", obj.pk),
                "start_url": self._start_url(request, obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- One click ----------------------------------------------------------------------------------------

    def get_urls(self):
        views = {"title": self.title_view, "mark": self.mark_view}
        pages = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"profiles_missedsearch_{name}",
            )
            for name, view in views.items()
        ]
        return [*pages, *super().get_urls()]

    def title_view(self, request, object_id):
        """Make the words a hidden title of the career chosen; without one, offer every career."""
        missed = self._missed(request, object_id)
        if not request.user.has_perm("profiles.add_careertitle"):
            raise PermissionDenied
        typed = request.POST if request.POST.get(f"{missed.pk}-career") else None
        form = TitleForm(typed, prefix=str(missed.pk))
        if form.is_valid():
            self._make_title(request, missed, form.cleaned_data["career"])
            return redirect(self._url(request, "changelist"))
        return TemplateResponse(
            request,
            "admin/profiles/missedsearch/title.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": f"Add “{missed.words}” as a hidden title",
                "original": missed,
                "form": form,
                "back": self._url(request, "changelist"),
                "media": self.media,
            },
        )

    def mark_view(self, request, object_id):
        missed = self._missed(request, object_id)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        state = request.POST.get("state")
        if state not in MARKS:
            raise BadRequest("There is no such state.")
        self._mark(request, [missed], MissedState(state))
        return redirect(self._url(request, "changelist"))

    @admin.action(description="A wish: we have no such career", permissions=["change"])
    def mark_as_wish(self, request, queryset):
        self._mark(request, list(queryset), MissedState.WISH)

    @admin.action(description="Noise", permissions=["change"])
    def mark_as_noise(self, request, queryset):
        self._mark(request, list(queryset), MissedState.NOISE)

    @admin.action(description="Back to waiting", permissions=["change"])
    def mark_as_waiting(self, request, queryset):
        self._mark(request, list(queryset), MissedState.WAITING)

    def _missed(self, request, object_id) -> MissedSearch:
        missed = self.get_object(request, unquote(object_id))
        if missed is None or not self.has_view_permission(request, missed):
            raise Http404
        if not self.has_change_permission(request, missed):
            raise PermissionDenied
        return missed

    def _make_title(self, request, missed, career):
        if missed_search_decisions.make_title(missed=missed, career=career):
            said = f"Added other title “{missed.words}”, which was searched for {missed.times} times."
            LogEntry.objects.log_actions(request.user.pk, [career], CHANGE, change_message=said)
            words = f"“{missed.words}” is now a hidden title of {career}."
        else:
            words = f"{career} has the title “{missed.words}” already."
        self.log_change(request, missed, f"Hidden title of {career}.")
        self.message_user(request, words, messages.SUCCESS)

    def _mark(self, request, searches, state):
        changed = missed_search_decisions.mark(searches=searches, state=state)
        if changed:
            LogEntry.objects.log_actions(
                request.user.pk, changed, CHANGE, change_message=f"{DONE[state].capitalize()}."
            )
        several = figures.counted(len(searches), "search", "searches")
        what = f"“{searches[0]}”" if len(searches) == 1 else several
        self.message_user(request, f"{what} {DONE[state]}.", messages.SUCCESS)

    def _url(self, request, act, *args) -> str:
        """The address of one of our pages, from which one comes back to the same list."""
        url = reverse(f"admin:profiles_missedsearch_{act}", args=args)
        return add_preserved_filters(
            {"preserved_filters": self.get_preserved_filters(request), "opts": self.opts}, url
        )

    def _start_url(self, request, missed) -> str:
        """The form of a new career with this title, for a wish; "" where it is none."""
        if missed.state != MissedState.WISH or not request.user.has_perm("profiles.add_career"):
            return ""
        filled = {"title": missed.words.capitalize(), "slug": slugify(missed.words)}
        return f"{reverse('admin:profiles_career_add')}?{urlencode(filled)}"
