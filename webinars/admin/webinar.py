from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import Case, Count, F, Q, Value, When
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from core.admin import EditorsAdmin, FixedSlugAdmin, is_key
from webinars import bookings
from webinars.admin.action_pages import RowActionsAdmin
from webinars.admin.forms import AnswerSelect, WebinarForm
from webinars.admin.webinar_actions import ROW_ACTIONS
from webinars.admin.wording import counted, moment
from webinars.models import Series, Webinar
from webinars.models.webinar import ACCESS_QUESTIONS, QUESTIONS, SAFEGUARDING_QUESTIONS
from webinars.views import public

CAPACITY_FIELDS = ("capacity", "largest_group", "smaller_may_pass")
NEARLY_FULL = 0.9


@admin.register(Series)
class SeriesAdmin(FixedSlugAdmin):
    fields = ["name", "slug"]
    list_display = ["name", "webinars"]
    ordering = ["name", "pk"]
    search_fields = ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(webinars_count=Count("webinars"))

    @admin.display(description="webinars", ordering="webinars_count")
    def webinars(self, series):
        return series.webinars_count


class WhenFilter(admin.SimpleListFilter):
    title = "when"
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [("upcoming", "Upcoming, and on now"), ("past", "Past")]

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "upcoming":
            return queryset.filter(ends_at__gt=now)
        return queryset.filter(ends_at__lte=now) if self.value() == "past" else queryset


def status_words(webinar: Webinar, now) -> str:
    """What the webinar is at ``now``, in an organiser's words."""
    if not webinar.is_published:
        return webinar.get_status_display()
    if webinar.has_ended(now):
        return "Over"
    if webinar.has_started(now):
        return "On now"
    if webinar.is_open(now):
        return "Open for booking"
    if webinar.booking_opens_at and webinar.opens_later(now):
        return f"Booking opens {moment(webinar.booking_opens_at)}"
    return "Booking has closed"


def places_words(webinar: Webinar) -> str:
    """How full it is: ``12 of 30, 2 groups wait``. Needs ``with_places_taken``."""
    taken, capacity = webinar.places_taken, webinar.capacity
    words = f"{taken:,}, no limit" if capacity is None else f"{taken:,} of {capacity:,}"
    if not webinar.groups_waiting:
        return words
    verb = "waits" if webinar.groups_waiting == 1 else "wait"
    return f"{words}, {counted(webinar.groups_waiting, 'group')} {verb}"


def fullness(webinar: Webinar) -> str:
    if not webinar.capacity or webinar.places_taken < NEARLY_FULL * webinar.capacity:
        return ""
    return "full" if webinar.places_taken >= webinar.capacity else "nearly full"


@admin.register(Webinar)
class WebinarAdmin(RowActionsAdmin, EditorsAdmin):
    form = WebinarForm
    row_actions = ROW_ACTIONS
    list_display = ["title", "when", "status_now", "places", "kind"]
    list_filter = [WhenFilter, "status", "kind", "series"]
    search_fields = ["title", "presenter", "slug"]
    search_help_text = "Title, presenter, or the end of its address"
    date_hierarchy = "starts_at"
    autocomplete_fields = ["series", "careers"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "series", "kind", "summary", "presenter"]}),
        ("When", {"fields": ["starts_at", "duration_minutes"]}),
        (
            "For whom",
            {
                "description": "Schools find it by year group, career and benchmark.",
                "fields": [("year_from", "year_to"), "careers", "benchmarks"],
            },
        ),
        ("What happens", {"fields": ["description", "purpose", "outcomes"]}),
        (
            "Places and booking",
            {
                "description": "Schools book by the group. Who comes after the last place waits, in order.",
                "fields": [
                    "capacity",
                    "largest_group",
                    "smaller_may_pass",
                    "booking_opens_at",
                    "booking_closes_at",
                ],
            },
        ),
        (
            "Access",
            {
                "description": "Everybody reads the answers. While one is missing it cannot be published.",
                "fields": list(ACCESS_QUESTIONS),
            },
        ),
        (
            "Safeguarding",
            {
                "description": "Schools read the answers before they book. All four are needed, too.",
                "fields": list(SAFEGUARDING_QUESTIONS),
            },
        ),
        ("On the day", {"fields": ["join_url"]}),
        ("Afterwards", {"fields": ["recording_url", "recording_shows_no_pupil"]}),
    ]

    # --- What is shown, and to whom ------------------------------------------------------------------

    def get_queryset(self, request):
        return super().get_queryset(request).with_places_taken(timezone.now())

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:
            # Django's date hierarchy breaks at a year after which the calendar ends.
            raise IncorrectLookupParameters(error) from error

    def get_ordering(self, request):
        """The next one first; after those to come, the latest of the past."""
        is_to_come = Q(ends_at__gt=timezone.now())
        return [
            Case(When(is_to_come, then=Value(0)), default=Value(1)),
            Case(When(is_to_come, then=F("starts_at"))).asc(),
            "-starts_at",
            "pk",
        ]

    def get_readonly_fields(self, request, obj=None):
        return ["slug", "starts_at", "duration_minutes"] if obj and not obj.is_draft else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    def get_fieldsets(self, request, obj=None):
        may_write = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [part for part in self.fieldsets if may_write or part[0] != "On the day"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in QUESTIONS:
            kwargs["widget"] = AnswerSelect
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None):
        """Only a draft is deleted; what was published is cancelled, so that its groups hear of it."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def view_on_site(self, webinar):
        return None if webinar.is_draft else webinar.get_absolute_url()

    @admin.display(description="when", ordering="starts_at")
    def when(self, webinar):
        return moment(webinar.starts_at)

    @admin.display(description="status")
    def status_now(self, webinar):
        return status_words(webinar, timezone.now())

    @admin.display(description="places", ordering="places_taken")
    def places(self, webinar):
        full = fullness(webinar)
        return (
            format_html("{} · <strong>{}</strong>", places_words(webinar), full)
            if full
            else places_words(webinar)
        )

    # --- Writing ----------------------------------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with transaction.atomic():
            if request.method == "POST" and object_id and is_key(unquote(object_id)):
                # It may be moved, or booked, at this moment: the form is judged by the row as it stays.
                Webinar.objects.select_for_update(no_key=True).filter(pk=unquote(object_id)).first()
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if not change:
            super().save_model(request, obj, form, change)
            return
        columns = {field.name for field in obj._meta.concrete_fields}
        if typed := columns.intersection(form.changed_data).difference(CAPACITY_FIELDS):
            obj.save(update_fields=typed)
        if set(CAPACITY_FIELDS) & set(form.changed_data):
            self._change_capacity(request, obj)

    def _change_capacity(self, request, webinar):
        waited = webinar.bookings.in_queue().count()
        limits = {name: getattr(webinar, name) for name in CAPACITY_FIELDS}
        bookings.change_capacity(webinar=webinar, now=timezone.now(), **limits)
        if served := waited - webinar.bookings.in_queue().count():
            words = f"{counted(served, 'group')} left the waiting list. The advisers are told by mail."
            self.message_user(request, words, messages.SUCCESS)

    # --- The page to come, and the waiting list ---------------------------------------------------------

    def get_urls(self):
        waiting = self.admin_site.admin_view(self.waiting)
        preview = self.admin_site.admin_view(self.preview)
        return [
            path("<path:object_id>/preview/", preview, name="webinars_webinar_preview"),
            path("<path:object_id>/waiting/", waiting, name="webinars_webinar_waiting"),
            *super().get_urls(),
        ]

    def preview(self, request, object_id):
        """The page as readers will see it; 404 for staff who may not see webinars."""
        webinar = self.get_object(request, unquote(object_id))
        if webinar is None or not self.has_view_permission(request, webinar):
            raise Http404
        response = public.webinar_page(request, webinar, now=timezone.now(), is_preview=True)
        response["X-Robots-Tag"] = "noindex"
        return response

    def waiting(self, request, object_id):
        """The groups that wait for places, in the order in which they are served."""
        webinar = self.get_object(request, unquote(object_id))
        if webinar is None or not request.user.has_perm("webinars.view_booking"):
            raise Http404
        queue = webinar.bookings.in_queue().select_related("school", "adviser", "booking_request")
        return TemplateResponse(
            request,
            "admin/webinars/webinar/waiting.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": f"Waiting list: {webinar}",
                "original": webinar,
                "places": places_words(webinar),
                "queue": queue,
            },
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["status_now"] = status_words(obj, timezone.now())
            context["places_now"] = places_words(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
