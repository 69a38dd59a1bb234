from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import BooleanField, Case, Value, When
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from careersguide import views
from careersguide.models import Banner, Page, SchoolHoliday, SiteSettings, User
from careersguide.staff_management import may_manage, roles_to_hand_out
from core.admin import EditorsAdmin, FixedSlugAdmin, KnownKeys, TypedFields

# Roles are made by the application (careersguide/roles.py) and not edited.
admin.site.unregister(Group)


# --- Announcements and pages -----------------------------------------------------------------------------


class BannerForm(forms.ModelForm):
    def clean(self):
        super().clean()
        words = {"emoji", "message", "link_words", "link"}
        if self.instance.pk and words & set(self.changed_data):
            # Readers who put the old words away see the new ones.
            self.instance.revision += 1
        return self.cleaned_data


@admin.register(Banner)
class BannerAdmin(EditorsAdmin):
    form = BannerForm
    fields = ["emoji", "message", "link_words", "link", "starts_at", "ends_at"]
    list_display = ["message", "is_live", "starts_at", "ends_at"]
    list_filter = ["starts_at", "ends_at"]
    search_fields = ["message", "link_words"]

    def get_queryset(self, request):
        live = Banner.objects.live(timezone.now()).values("pk")
        return (
            super()
            .get_queryset(request)
            .annotate(
                live=Case(When(pk__in=live, then=True), default=Value(False), output_field=BooleanField())
            )
        )

    def get_changeform_initial_data(self, request):
        return {"starts_at": timezone.now(), **super().get_changeform_initial_data(request)}

    @admin.display(description="on the site now", boolean=True, ordering="live")
    def is_live(self, banner):
        return banner.live


@admin.register(Page)
class PageAdmin(FixedSlugAdmin):
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "body", "footer_position", "publish_at"]
    list_display = ["title", "slug", "publish_at", "footer_position"]
    list_filter = ["publish_at"]
    search_fields = ["title", "slug"]

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return fixed if request.user.has_perm("profiles.publish_career") else [*fixed, "publish_at"]

    def view_on_site(self, page):
        return page.get_absolute_url() if page.is_published(timezone.now()) else None

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview)
        return [
            path("<path:object_id>/preview/", preview, name="careersguide_page_preview"),
            *super().get_urls(),
        ]

    def preview(self, request, object_id):
        """The page as readers will see it, for those who may see drafts; to all others it does not exist."""
        page = self.get_object(request, unquote(object_id))
        if page is None or not request.user.has_perm("profiles.preview_career"):
            raise Http404
        response = views.page_response(request, page, is_preview=True)
        response["X-Robots-Tag"] = "noindex"
        return response


# --- Site settings ---------------------------------------------------------------------------------------


class SchoolHolidayInline(TypedFields, admin.TabularInline):
    model = SchoolHoliday
    extra = 0
    fields = ["name", "starts_on", "ends_on"]


@admin.register(SiteSettings)
class SiteSettingsAdmin(EditorsAdmin):
    inlines = [SchoolHolidayInline]
    fieldsets = [
        (None, {"fields": ["organisation", "logo", "logo_words", "welcome", "other_routes"]}),
        (
            "Who to write to",
            {
                "fields": [
                    "contact_email",
                    "safeguarding_contact",
                    "data_protection_contact",
                    "sender_email",
                ]
            },
        ),
    ]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """There is one row, so its form stands where a list would."""
        if self.has_view_permission(request) and SiteSettings.objects.exists():
            return redirect("admin:careersguide_sitesettings_change", 1)
        return super().changelist_view(request, extra_context)

    def save_model(self, request, obj, form, change):
        obj.pk = 1
        super().save_model(request, obj, form, change)


# --- People ----------------------------------------------------------------------------------------------


class RoleCheckboxes(KnownKeys, forms.CheckboxSelectMultiple):
    pass


class PersonAddForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]


class PersonForm(UserChangeForm):
    class Meta:
        model = User
        fields = ["email", "name"]


@admin.register(User)
class PersonAdmin(EditorsAdmin, UserAdmin):
    form = PersonForm
    add_form = PersonAddForm
    list_display = ["email", "name", "roles", "is_staff", "is_active", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email", "name"]
    ordering = ["email", "pk"]
    filter_horizontal = []
    readonly_fields = ["last_login", "joined_at"]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["email", "name", "password1", "password2", "is_staff", "groups"],
            },
        )
    ]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        ("What this person may do", {"fields": ["is_active", "is_staff", "groups"]}),
        ("Dates", {"fields": ["last_login", "joined_at"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        shown = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            return [*shown, ("Without any limit", {"fields": ["is_superuser"]})]
        return shown

    def get_changeform_initial_data(self, request):
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            field.label, field.help_text = "Roles", "What the roles may do stands in the editors’ guide."
            field.queryset = roles_to_hand_out(request.user)
            field.widget = RoleCheckboxes(choices=field.choices)
        return field

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (not obj or may_manage(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (not obj or may_manage(request.user, obj))

    @admin.display(description="roles")
    def roles(self, person):
        return ", ".join(group.name for group in person.groups.all())
