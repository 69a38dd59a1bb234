from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join

from core.admin import EditorsAdmin, is_key
from webinars import bookings
from webinars.admin.action_pages import RowAction, RowActionsAdmin
from webinars.admin.forms import BookingReasonForm, PlacesForm
from webinars.admin.wording import counted, moment
from webinars.models import Actor, Booking, State, Step, Webinar

CHANGE = "webinars.change_booking"
WEBINARS_TO_FILTER_BY = 50
STATES = {
    State.HELD: "Held: e-mail not confirmed yet",
    State.CONFIRMED: "Confirmed",
    State.WAITING: "Waiting list",
    State.CANCELLED: "Cancelled",
    State.LAPSED: "Ran out: not confirmed, or still waiting at the start",
}


class ChangePlaces(RowAction):
    name, words, permission = "places", "Change places", CHANGE

    def is_offered(self, booking, now):
        return booking.can_change(now)

    def make_form(self, booking, typed=None):
        return PlacesForm(booking, typed)

    def effects(self, booking, typed, now):
        return [
            f"{booking.group_label}, {booking.school}: {counted(booking.places, 'place')} now.",
            "Fewer places go to the waiting list at once. More are only to be had while nobody waits; "
            "a group that waits and asks for more goes to the back.",
            "The adviser is told by mail.",
        ]

    def perform(self, booking, typed, *, now, staff):
        changed = bookings.change_places(
            booking=booking, by_year=typed["by_year"], now=now, by=Actor.STAFF, staff=staff
        )
        return changed, f"{changed.group_label} has {counted(changed.places, 'place')}."


class CancelBooking(RowAction):
    name, words, permission = "cancel", "Cancel booking", CHANGE
    form = BookingReasonForm
    is_grave = True

    def is_offered(self, booking, now):
        return booking.can_change(now)

    def is_done(self, booking):
        return not booking.is_live

    def effects(self, booking, typed, now):
        places = counted(booking.places, "place")
        effects = [f"{booking.group_label}, {booking.school}: the group gives up its {places}."]
        if booking.holds_places(now):
            effects.append("They go to the head of the waiting list at once.")
        return [
            *effects,
            "The adviser is told by mail. The adviser’s other groups stay.",
            "It cannot be undone.",
        ]

    def perform(self, booking, typed, *, now, staff):
        cancelled = bookings.cancel(
            booking=booking, now=now, by=Actor.STAFF, staff=staff, why=typed["reason"]
        )
        return cancelled, f"{cancelled.group_label} is cancelled."


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return STATES.items()

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


class WebinarFilter(admin.SimpleListFilter):
    """The latest webinars; any other by its key in the address, as its own page links here."""

    title = "webinar"
    parameter_name = "webinar"

    def lookups(self, request, model_admin):
        rows = Webinar.objects.public().order_by("-starts_at", "-pk").only("title", "starts_at")
        return [(row.pk, f"{moment(row.starts_at)}: {row.title}") for row in rows[:WEBINARS_TO_FILTER_BY]]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(webinar=self.value()) if is_key(self.value()) else queryset.none()


class StepInline(admin.TabularInline):
    """What happened to the booking, in order. Append-only."""

    model = Step
    verbose_name_plural = "What happened"
    fields = readonly_fields = ("at", "what", "places", "who")
    can_delete = False
    extra = max_num = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("staff")

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="what")
    def what(self, step):
        if not step.from_state:
            return f"Asked for: {STATES[step.to_state]}"
        if step.from_state == step.to_state:
            return "Places changed"
        return STATES[step.to_state]

    @admin.display(description="who")
    def who(self, step):
        return f"{step.get_by_display()}: {step.staff.name}" if step.staff else step.get_by_display()


@admin.register(Booking)
class BookingAdmin(RowActionsAdmin, EditorsAdmin):
    row_actions = (ChangePlaces(), CancelBooking())
    inlines = [StepInline]
    list_display = ["group_label", "webinar", "places", "state_now", "school", "adviser", "booked_at"]
    list_filter = [StateFilter, WebinarFilter]
    list_select_related = ["webinar", "school", "adviser"]
    search_fields = ["group_label", "school__name", "adviser__name", "adviser__email"]
    search_help_text = "Group, school, or the adviser’s name or e-mail address"
    ordering = ["-booked_at", "-pk"]
    fieldsets = [
        (None, {"fields": ["webinar", "group_label", "years", "state_now", "queue"]}),
        ("Who", {"fields": ["school", "adviser", "email", "sent_together", "booked_at"]}),
        ("What the group needs", {"fields": ["has_access_needs", "access_needs"]}),
        ("How it ended", {"fields": ["ended_at", "ended_by", "ended_why"]}),
        ("On the day", {"fields": ["attended"]}),
    ]

    # --- Nothing is typed here: a booking is changed by an action --------------------------------------

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    # --- What is shown, and to whom ------------------------------------------------------------------

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("webinar", "school", "adviser", "booking_request")

    def get_fieldsets(self, request, obj=None):
        hidden = set()
        if not request.user.has_perm("webinars.see_access_needs"):
            hidden.add("What the group needs")
        if obj and obj.is_live:
            hidden.add("How it ended")
        return [part for part in self.fieldsets if part[0] not in hidden]

    def get_readonly_fields(self, request, obj=None):
        return ["years", "state_now", "queue", "email", "sent_together"]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["subtitle"] = self.name_of(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def name_of(self, booking):
        return f"{booking.group_label}, {booking.school}"

    @admin.display(description="places")
    def years(self, booking):
        by_year = ", ".join(f"Year {year}: {count}" for year, count in booking.by_year.items())
        return f"{booking.places} ({by_year})"

    @admin.display(description="state", ordering="state")
    def state_now(self, booking):
        return STATES[booking.state]

    @admin.display(description="waiting list")
    def queue(self, booking):
        if not booking.is_waiting:
            return "It does not wait."
        words = [
            f"Places asked for before it: {bookings.places_ahead(booking)}.",
            f"It would take {booking.fewest_places} or more."
            if booking.fewest_places
            else "It takes all or nothing.",
        ]
        if not booking.booking_request.is_proved:
            words.append("It is passed over until its adviser confirms the e-mail address.")
        return " ".join(words)

    @admin.display(description="e-mail")
    def email(self, booking):
        return booking.adviser.email if booking.adviser else "The adviser has left."

    @admin.display(description="sent together with")
    def sent_together(self, booking):
        others = [other for other in booking.booking_request.bookings.all() if other.pk != booking.pk]
        if not others:
            return "No other group."
        return format_html_join(
            ", ",
            '<a href="{}">{}</a> ({})',
            (
                (
                    reverse("admin:webinars_booking_change", args=[other.pk]),
                    other.group_label,
                    STATES[other.state],
                )
                for other in others
            ),
        )
