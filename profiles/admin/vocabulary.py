from django.contrib import admin
from django.db.models import Count

from core.admin import EditorsAdmin, FixedSlugAdmin
from profiles.models import Condition, Licence, Qualification, Sector, Skill, Source, Subject


class CountedAdmin(FixedSlugAdmin):
    """A name with the number of careers that have it; ``careers_by`` is the relation to them."""

    careers_by = "careers"
    list_display = ["name", "career_count"]
    ordering = ["name", "pk"]  # counting takes the model's own order away
    search_fields = ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(careers_count=Count(self.careers_by, distinct=True))

    # Not "careers": of a model with a relation of that name the list would show the relation.
    @admin.display(description="careers", ordering="careers_count")
    def career_count(self, row):
        return row.careers_count


@admin.register(Sector)
class SectorAdmin(CountedAdmin):
    careers_by = "main_careers"
    list_display = ["name", "hue", "career_count"]
    fields = ["name", "slug", "description", "hue"]


@admin.register(Subject)
class SubjectAdmin(CountedAdmin):
    fields = ["name", "slug", "description"]


@admin.register(Skill)
class SkillAdmin(CountedAdmin):
    fields = ["name", "slug", "description", "one_thing_to_try"]


@admin.register(Condition)
class ConditionAdmin(CountedAdmin):
    list_display = ["name", "family", "career_count"]
    ordering = ["family", "name", "pk"]
    list_filter = ["family"]
    search_fields = ["name", "sentence"]
    fields = ["family", "name", "slug", "sentence"]


@admin.register(Qualification)
class QualificationAdmin(FixedSlugAdmin):
    list_display = ["name", "plural", "level"]
    list_filter = ["level"]
    search_fields = ["name", "plural"]
    fields = ["name", "plural", "slug", "level", "description"]


@admin.register(Source)
class SourceAdmin(FixedSlugAdmin):
    list_display = ["name", "publisher", "licence"]
    list_filter = ["licence"]
    list_select_related = ["licence"]
    search_fields = ["name", "publisher"]
    autocomplete_fields = ["licence"]
    fields = ["name", "slug", "publisher", "url", "licence", "attribution"]


@admin.register(Licence)
class LicenceAdmin(EditorsAdmin):
    list_display = ["name", "url"]
    search_fields = ["name"]
    fields = ["name", "url", "statement"]
