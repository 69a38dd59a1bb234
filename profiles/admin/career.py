from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.db.models import F, Prefetch
from django.http import Http404
from django.urls import path
from django.utils import timezone

from core import figures
from core.admin import EditorsAdmin, PartInline, StackedPartInline
from profiles.admin.forms import (
    CareerForm,
    CodeFormSet,
    ConditionUseForm,
    ConditionUseFormSet,
    InterestForm,
    InterestFormSet,
    OtherForm,
    RefusedFormSet,
    RelatedFormSet,
    RouteForm,
    RouteFormSet,
    SkillUseFormSet,
    TitleFormSet,
)
from profiles.imports import requirement_lines
from profiles.matching import related_careers_cache
from profiles.models import (
    Career,
    CareerCondition,
    CareerInterest,
    CareerSkill,
    CareerState,
    CareerTitle,
    ExternalCode,
    RefusedRelation,
    RelatedCareer,
    Requirement,
    Route,
)
from profiles.publishing import publish, withdraw
from profiles.slugs import change_slug
from profiles.views.careers import career_page


class UnattachedInline(PartInline):
    """Parts that editors type; what open data attached is not theirs to change."""

    def get_queryset(self, request):
        return super().get_queryset(request).unattached()


class JoinedInline(PartInline):
    """Parts that come with the rows which their autocompletes show."""

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.autocomplete_fields)


class TitleInline(UnattachedInline):
    model = CareerTitle
    verbose_name = "other title"
    verbose_name_plural = "Also called"
    formset = TitleFormSet
    fields = ["name", "is_hidden", "position"]


class InterestInline(UnattachedInline):
    model = CareerInterest
    verbose_name = "interest"
    verbose_name_plural = "What somebody who likes this job likes doing"
    form = InterestForm
    formset = InterestFormSet
    fields = ["interest", "position"]


class SkillUseInline(JoinedInline):
    template = StackedPartInline.template
    model = CareerSkill
    verbose_name = "essential skill"
    verbose_name_plural = "Essential skills"
    formset = SkillUseFormSet
    fields = ["skill", "use", "one_thing_to_try", "position"]
    autocomplete_fields = ["skill"]


class RouteInline(StackedPartInline):
    model = Route
    verbose_name = "way in"
    verbose_name_plural = "Ways in"
    form = RouteForm
    formset = RouteFormSet
    fields = ["kind", "text", "requirement_lines", "position"]

    def get_queryset(self, request):
        rows = requirement_lines.with_names(Requirement.objects.all())
        return super().get_queryset(request).prefetch_related(Prefetch("requirements", rows))

    @admin.display(description="What this way asks for")
    def requirement_lines(self, route):
        """For those who may look but not change."""
        return "\n".join(map(requirement_lines.line_of, route.requirements.all()))


class ConditionUseInline(JoinedInline):
    model = CareerCondition
    verbose_name = "condition"
    verbose_name_plural = "Good to know"
    form = ConditionUseForm
    formset = ConditionUseFormSet
    fields = ["condition", "detail", "position"]
    autocomplete_fields = ["condition"]


class RelatedInline(JoinedInline):
    model = RelatedCareer
    fk_name = "career"
    verbose_name = "related career"
    verbose_name_plural = "Related careers"
    form = OtherForm
    formset = RelatedFormSet
    fields = ["other", "reason", "position"]
    autocomplete_fields = ["other"]


class RefusedInline(JoinedInline):
    model = RefusedRelation
    fk_name = "career"
    verbose_name = "career never beside it"
    verbose_name_plural = "Never beside it"
    form = OtherForm
    formset = RefusedFormSet
    fields = ["other"]
    autocomplete_fields = ["other"]


class CodeInline(PartInline):
    model = ExternalCode
    verbose_name = "code"
    verbose_name_plural = "Codes of classifications"
    formset = CodeFormSet
    fields = ["scheme", "code"]


# Months in the order of time.
AS_AT = F("salary_as_at_year") * 12 + F("salary_as_at_month")


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return CareerState.choices

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() in CareerState.values else queryset


@admin.register(Career)
class CareerAdmin(EditorsAdmin):
    form = CareerForm
    list_display = ["title", "state", "main_sector", "salary_as_at", "changed_on"]
    list_filter = [StateFilter, "main_sector", "no_degree_needed", "reviewed_on"]
    list_select_related = ["main_sector"]
    search_fields = ["title", "titles__name", "slug"]
    search_help_text = "Title, another title of it, or the end of its address"
    autocomplete_fields = [
        "main_sector",
        "other_sectors",
        "subjects",
        "salary_source",
        "hours_source",
        "hard_part_source",
    ]
    actions = ["publish_now", "withdraw_now"]
    inlines = [
        TitleInline,
        InterestInline,
        SkillUseInline,
        RouteInline,
        ConditionUseInline,
        RelatedInline,
        RefusedInline,
        CodeInline,
    ]
    fieldsets = [
        (
            None,
            {"fields": ["title", "slug", "summary", "main_sector", "other_sectors", "subjects"]},
        ),
        (
            "Picture",
            {
                "description": "A drawing of the site, or a photograph in its place. Either needs its words.",
                "fields": [
                    "drawing",
                    "drawing_alt",
                    "photograph",
                    "photograph_alt",
                    "photograph_credit",
                ],
            },
        ),
        (
            "Key facts",
            {
                "description": "Each figure needs its source and the month at which it was true. "
                "Where there is no figure, readers see “Varies”.",
                "fields": [
                    ("salary_starter", "salary_experienced"),
                    "salary_note",
                    "salary_source",
                    ("salary_as_at_month", "salary_as_at_year"),
                    ("hours_min", "hours_max"),
                    "hours_note",
                    "hours_source",
                    ("hours_as_at_month", "hours_as_at_year"),
                ],
            },
        ),
        ("Overview", {"fields": ["overview", "hard_part", "hard_part_source"]}),
        ("What it takes · Day to day", {"fields": ["what_it_takes", "day_to_day"]}),
        ("What it asks for", {"fields": ["requirement_lines", "no_degree_needed"]}),
        (
            "Notes on the ways in",
            {
                "description": "Your own words above the ways in, which stand further below on this form. "
                "A heading without words and ways in is not shown.",
                "fields": ["academic_notes", "work_notes", "other_notes"],
            },
        ),
        ("Where it can lead · Find out more", {"fields": ["where_it_can_lead", "find_out_more"]}),
        (
            "Related careers, by the site",
            {
                "description": "Those that you choose, and those never beside it, stand further below on "
                "this form.",
                "fields": ["never_beside"],
            },
        ),
        ("Publishing", {"fields": ["publish_at", "withdraw_at", "reviewed_on"]}),
    ]

    # --- What is shown, and to whom ------------------------------------------------------------------

    def get_queryset(self, request):
        return super().get_queryset(request).with_state(timezone.now())

    def get_readonly_fields(self, request, obj=None):
        return [] if self.has_publish_permission(request) else ["publish_at", "withdraw_at"]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}

    def has_publish_permission(self, request):
        return request.user.has_perm("profiles.publish_career")

    def view_on_site(self, career):
        return career.get_absolute_url() if career.is_published(timezone.now()) else None

    def get_search_results(self, request, queryset, search_term):
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if (request.GET.get("model_name"), request.GET.get("field_name")) == ("featuredmonth", "career"):
            found = found.published(timezone.now())
        return found, may_repeat

    @admin.display(description="state", ordering="state")
    def state(self, career):
        return CareerState(career.state).label

    @admin.display(description="salary true in", ordering=AS_AT)
    def salary_as_at(self, career):
        if career.salary_as_at_year and career.salary_as_at_month:
            return figures.month_name(career.salary_as_at_year, career.salary_as_at_month)
        return None

    @admin.display(description="changed", ordering="changed_at")
    def changed_on(self, career):
        return timezone.localtime(career.changed_at).date()

    @admin.display(description="You will need · You may need")
    def requirement_lines(self, career):
        """For those who may look but not change."""
        rows = requirement_lines.with_names(career.requirements.filter(route=None))
        return "\n".join(map(requirement_lines.line_of, rows))

    @admin.display(description="Computed by the site")
    def never_beside(self, career):
        """For those who may look but not change."""
        computed = related_careers_cache.computed_for(career, timezone.now())
        return "\n".join(f"{other.title} ({reason})" for other, reason in computed)

    # --- Writing ----------------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        if change and "slug" in form.changed_data:
            change_slug(career=obj, slug=obj.slug)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # After the rows below it, which may name the same careers.
        if request.user.has_perm("profiles.add_refusedrelation"):
            related_careers_cache.refuse(career=form.instance, others=form.cleaned_data["never_beside"])

    @admin.action(description="Publish now", permissions=["publish"])
    def publish_now(self, request, queryset):
        self._tell(request, queryset, publish(careers=queryset, now=timezone.now()), "published")

    @admin.action(description="Withdraw now", permissions=["publish"])
    def withdraw_now(self, request, queryset):
        self._tell(request, queryset, withdraw(careers=queryset, now=timezone.now()), "withdrawn")

    def _tell(self, request, chosen, changed, done):
        if changed:
            LogEntry.objects.log_actions(
                request.user.pk, changed, CHANGE, change_message=f"{done.capitalize()}."
            )
        words = f"{figures.counted(len(changed), 'career').capitalize()} {done}"
        if same := len(chosen) - len(changed):
            words += f"; {figures.counted(same, 'career')} stayed as before"
        self.message_user(request, f"{words}.", messages.SUCCESS if changed else messages.WARNING)

    # --- Preview ----------------------------------------------------------------------------------------

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview)
        return [
            path("<path:object_id>/preview/", preview, name="profiles_career_preview"),
            *super().get_urls(),
        ]

    def preview(self, request, object_id):
        """The page as readers will see it, for those who may see drafts; to all others it does not exist."""
        career = self.get_object(request, unquote(object_id))
        if career is None or not request.user.has_perm("profiles.preview_career"):
            raise Http404
        response = career_page(request, career, now=timezone.now(), is_preview=True)
        response["X-Robots-Tag"] = "noindex"
        return response
