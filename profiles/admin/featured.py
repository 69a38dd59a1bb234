from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from core.admin import EditorsAdmin
from profiles.career_of_the_month import following, has_begun, london_month
from profiles.models import Career, FeaturedMonth


class FeaturedMonthForm(forms.ModelForm):
    def clean(self):
        typed = super().clean()
        month = typed.get("year"), typed.get("month")
        if all(month) and has_begun(month, timezone.now()):
            raise ValidationError("That month has begun; its career stands. Choose a month to come.")
        return typed


@admin.register(FeaturedMonth)
class FeaturedMonthAdmin(EditorsAdmin):
    form = FeaturedMonthForm
    fields = [("month", "year"), "career"]
    autocomplete_fields = ["career"]
    list_display = ["month_and_year", "career", "chosen_by"]
    list_display_links = ["month_and_year"]
    list_filter = ["is_automatic", "year"]
    list_select_related = ["career"]
    search_fields = ["career__title"]
    search_help_text = "Title of a career"

    @admin.display(description="month", ordering=F("year") * 12 + F("month"))
    def month_and_year(self, featured):
        return str(featured)

    @admin.display(description="chosen by", ordering="is_automatic")
    def chosen_by(self, featured):
        return "The site" if featured.is_automatic else "An editor"

    def get_changeform_initial_data(self, request):
        """The first month to come that has no career yet."""
        taken = set(FeaturedMonth.objects.values_list("year", "month"))
        free = following(london_month(timezone.now()))
        while free in taken:
            free = following(free)
        return {"year": free[0], "month": free[1], **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "career":
            kwargs["queryset"] = Career.objects.published(timezone.now())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _stands(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _stands(obj)


def _stands(featured: FeaturedMonth | None) -> bool:
    return featured is not None and has_begun((featured.year, featured.month), timezone.now())
