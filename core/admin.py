"""Base classes for every admin page: cleaned text, limited search, fast inlines."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import BadRequest
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.form_fields import LineField, PhotographField, RichTextField

SEARCH_CHARACTERS = 100
SEARCH_WORDS = 16
# An occupation may have hundreds of titles; a form with thousands of rows does not come from an editor.
MAX_PARTS = 500
MAX_POSITION = 32_767
MAX_KEY = 2**63 - 1


def is_key(value: object) -> bool:
    """Whether ``value``, as typed, can be the primary key of a row."""
    value = str(value)
    return value.isascii() and value.isdecimal() and int(value[:20]) <= MAX_KEY


class KnownKeys(forms.Widget):
    """A select that replaces an invalid key with "0", the key of no row, before the database is queried."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        if isinstance(value, list):
            return [key if is_key(key) else "0" for key in value]
        return value if not value or is_key(value) else "0"


class KnownAutocompleteSelect(KnownKeys, AutocompleteSelect):
    """An autocomplete that shows its selected row without a query if ``shown`` is set to that row."""

    shown: models.Model | None = None

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        if self.shown is None or [str(self.shown.pk)] != [str(held) for held in value]:
            return super().optgroups(name, value, attrs)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.shown.pk, str(self.shown), True, len(options)))
        return [(None, options, 0)]


class KnownAutocompleteSelectMultiple(KnownKeys, AutocompleteSelectMultiple):
    pass


class TypedFields(BaseModelAdmin):
    """An admin class whose form fields clean typed text, and accept only valid keys for selected rows."""

    formfield_overrides = {
        models.CharField: {"form_class": LineField},
        models.TextField: {"form_class": RichTextField, "widget": AdminTextareaWidget(attrs={"rows": 4})},
        models.ImageField: {"form_class": PhotographField},
        # These are text columns too, but Django's own form fields validate them.
        models.SlugField: {"form_class": forms.SlugField},
        models.EmailField: {"form_class": forms.EmailField},
        models.URLField: {"form_class": forms.URLField, "assume_scheme": "https"},
    }

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownAutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownAutocompleteSelectMultiple(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class EditorsAdmin(TypedFields, admin.ModelAdmin):
    list_per_page = 50

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        # Longer patterns are an error on SQLite, and slow on every database.
        words = search_term.split()[:SEARCH_WORDS]
        return super().get_search_results(request, queryset, " ".join(words)[:SEARCH_CHARACTERS])

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        # Django obeys "_saveasnew" in any form, even from a page without that button, and then makes a
        # second row. Forms with links to the row's own pages, such as its preview, fail without a row.
        if object_id and "_saveasnew" in request.POST and not self.save_as:
            words = "This cannot be saved as a new one. Nothing was changed."
            self.message_user(request, words, messages.ERROR)
            return redirect(request.path)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def view_on_site(self, row: models.Model) -> str | None:
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else None

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("A selected row has no usable number.")
        return super().response_action(request, queryset)


class FixedSlugAdmin(EditorsAdmin):
    """A row whose slug cannot be changed, because old addresses do not redirect."""

    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> list[Any]:
        return [*super().get_readonly_fields(request, obj), *(["slug"] if obj else [])]

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: models.Model | None = None
    ) -> dict[str, Any]:
        return {} if obj else dict(super().get_prepopulated_fields(request, obj))


class PartForm(forms.ModelForm):
    """One row of an inline, whose related rows were fetched with it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            select = getattr(field.widget, "widget", None)
            if isinstance(select, KnownAutocompleteSelect) and self.instance.pk:
                select.shown = getattr(self.instance, name)


class PartFormSet(forms.BaseInlineFormSet):
    """The rows of one kind of part: without duplicates, ordered by position.

    ``once`` names the fields that must be unique among the rows of a career. Rows without a
    position come last, in the order in which they were typed.
    """

    once: tuple[str, ...] = ()
    twice_message = ""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "position" in form.fields:
            form.fields["position"] = forms.IntegerField(
                label="Order",
                required=False,
                min_value=0,
                max_value=MAX_POSITION,
                help_text="Empty: last.",
                widget=forms.NumberInput(attrs={"class": "vSmallIntegerField"}),
            )

    def clean(self) -> None:
        rows = [form for form in self.forms if form.is_valid() and form.has_changed()]
        rows = [form for form in rows if not form.cleaned_data.get("DELETE")]
        if self.once:
            self._refuse_twice(rows)
        self._put_last(rows)

    def _refuse_twice(self, rows: list[Any]) -> None:
        # Rows are saved one by one, so a value is free only after the row that had it is saved or deleted.
        held = {self.key(form.initial): form for form in self.initial_forms}
        for form in rows:
            key = self.key(form.cleaned_data)
            if held.setdefault(key, form) is not form:
                form.add_error(self.once[0], self.twice_message)

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The values that must be unique, from initial or cleaned values."""
        return tuple(getattr(values.get(name), "pk", values.get(name)) for name in self.once)

    def _put_last(self, rows: list[Any]) -> None:
        rows = [form for form in rows if "position" in form.cleaned_data]
        given = [form.cleaned_data["position"] for form in rows] + [
            form.initial.get("position") for form in self.initial_forms
        ]
        last = max((number for number in given if number is not None), default=-1)
        for form in rows:
            if form.cleaned_data["position"] is None:
                last = min(last + 1, MAX_POSITION)
                form.instance.position = last


class PartInline(TypedFields, admin.TabularInline):
    """Parts of a career, edited in the career's form."""

    extra = 0
    max_num = MAX_PARTS
    form = PartForm
    formset = PartFormSet

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, absolute_max=MAX_PARTS, **kwargs)


class StackedPartInline(PartInline):
    """Parts with long texts: fields are placed one below the other."""

    template = "admin/edit_inline/stacked.html"
