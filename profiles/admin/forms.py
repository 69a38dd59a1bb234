"""The forms of a career in the admin; each error is shown at its field, in words."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.safestring import SafeString

from core.admin import PartForm, PartFormSet, is_key
from core.figures import listed
from core.form_fields import LinesField, RichTextField
from profiles import pictures
from profiles.errors import SlugTaken
from profiles.imports import requirement_lines
from profiles.imports.attachments import delete_superseded, unattached
from profiles.matching import related_careers_cache
from profiles.slugs import is_taken

LINES_HELP = SafeString(
    "One requirement a line: strength | qualification | subject | grade | what for. The strength is must, "
    "usually or helps; later parts may be left out. For example:"
    "<br>must | 4 or 5 GCSEs or equivalent | maths | 4"
    "<br>usually | degree"
    "<br>must | “a clean driving licence” (in quotes, where no qualification fits)"
)


def lines_field(**kwargs) -> LinesField:
    widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    return LinesField(required=False, widget=widget, **kwargs)


class RequirementLinesForm(forms.ModelForm):
    """A form that holds the requirements of its row, one a line, in ``requirement_lines``."""

    def __init__(self, *args, reader: requirement_lines.RequirementReader | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.reader = reader or requirement_lines.RequirementReader()
        self.stored_requirements = list(self.stored()) if self.instance.pk else []
        lines = map(requirement_lines.line_of, self.stored_requirements)
        self.initial["requirement_lines"] = "\n".join(lines)

    def stored(self):
        """The requirements that the database holds for this row, with qualification and subjects."""
        raise NotImplementedError

    def write(self, wanted):
        """Make ``wanted`` the requirements of this row, which is stored by now."""
        raise NotImplementedError

    def clean_requirement_lines(self):
        typed = self.cleaned_data["requirement_lines"]
        return requirement_lines.read_lines(typed, self.stored_requirements, self.reader)

    def _save_m2m(self):
        super()._save_m2m()
        if "requirement_lines" in self.changed_data:
            self.write(self.cleaned_data["requirement_lines"])


class NeverField(forms.MultipleChoiceField):
    """Careers to tick, by key. What is computed may have changed since the form was shown."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value):
        return is_key(value)


class CareerForm(RequirementLinesForm):
    drawing = forms.ChoiceField(required=False)
    never_beside = NeverField(
        label="Computed by the site",
        required=False,
        help_text="None at the moment. The site puts some beside a published career by itself.",
    )
    requirement_lines = lines_field(
        label="You will need · You may need", help_text="What every way in asks for. " + LINES_HELP
    )

    class Meta:
        labels = {"slug": "Address"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = {*pictures.drawing_names(), self.instance.drawing} - {""}
        self.fields["drawing"].choices = [("", "The sector’s own"), *((name, name) for name in sorted(names))]
        self.fields["drawing"].help_text = "A drawing of the site, where there is no photograph."
        if self.instance.pk:
            self._offer_to_refuse(self.fields["never_beside"])

    def _offer_to_refuse(self, field):
        computed = related_careers_cache.computed_for(self.instance, timezone.now())
        if computed:
            field.choices = [(other.pk, f"Never {other.title} ({reason})") for other, reason in computed]
            field.help_text = (
                "What the site itself puts beside this career, and why. Tick what should never stand "
                "there: it goes from both pages, for good, and is listed below under “Never beside it”."
            )
        if titles := list(self.instance.refused_from.values_list("career__title", flat=True)):
            field.help_text += f" Already refused on the page of {listed(titles)}."

    def stored(self):
        return requirement_lines.with_names(self.instance.requirements.filter(route=None))

    def write(self, wanted):
        requirement_lines.write_rows(wanted, career=self.instance)

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if is_taken(slug, career=self.instance if self.instance.pk else None):
            raise ValidationError(str(SlugTaken(slug)))
        return slug

    def clean(self):
        super().clean()
        if "photograph" in self.changed_data:
            # Its smaller renditions are made later, by the worker.
            self.instance.photograph_is_ready = False
        return self.cleaned_data


class RouteForm(RequirementLinesForm, PartForm):
    requirement_lines = lines_field(label="What this way asks for", help_text=LINES_HELP)

    def stored(self):
        return self.instance.requirements.all()

    def write(self, wanted):
        requirement_lines.write_rows(wanted, career=self.instance.career, route=self.instance)


class RouteFormSet(PartFormSet):
    """All routes read their lines with one reader, which fetches the names they use once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.reader = requirement_lines.RequirementReader()

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "reader": self.reader}


class ConditionUseForm(PartForm):
    detail = RichTextField(
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 40}),
        help_text="Markdown. A whole sentence; empty: the condition’s own.",
    )


class UnattachedFormSet(PartFormSet):
    """Rows of the editors; open data may have attached others to the career, which give way to them."""

    def _refuse_twice(self, rows):
        super()._refuse_twice(rows)
        if not rows or not self.instance.pk:
            return
        # A colleague may have added the same since this form was opened.
        stored = {
            self.key({name: getattr(row, name) for name in self.once}): row.pk
            for row in unattached(self.model).filter(career=self.instance)
        }
        for form in rows:
            held_by = stored.get(self.key(form.cleaned_data), form.instance.pk)
            if held_by != form.instance.pk and not form.has_error(self.once[0]):
                form.add_error(self.once[0], self.twice_message)

    def save(self, commit=True):
        rows = [
            form.instance for form in self.forms if form.has_changed() and not self._should_delete_form(form)
        ]
        delete_superseded(rows)
        return super().save(commit)


class TitleFormSet(UnattachedFormSet):
    once = ("name",)
    twice_message = "This career has that title already. To swap titles, save in two steps."

    def key(self, values):
        return (str(values.get("name")).lower(),)


class InterestForm(PartForm):
    class Meta:
        help_texts = {
            "interest": "Two or three, the strongest first. Pupils who like such things are shown this "
            "career. Without any, those of open data count, where there are some."
        }

    def validate_unique(self):
        """Nothing to refuse: its set refuses the same twice, and what open data attached gives way."""


class InterestFormSet(UnattachedFormSet):
    once = ("interest",)
    twice_message = "This career has that interest already. To swap interests, save in two steps."


class SkillUseFormSet(PartFormSet):
    once = ("skill",)
    twice_message = "This career has that skill already. To swap skills, save in two steps."


class ConditionUseFormSet(PartFormSet):
    once = ("condition", "detail")
    twice_message = "This career says that already. To swap conditions, save in two steps."


class CodeFormSet(PartFormSet):
    once = ("scheme", "code")
    twice_message = "This career has that code already. To swap codes, save in two steps."


class OtherForm(PartForm):
    class Meta:
        labels = {"other": "Career"}


class RelatedFormSet(PartFormSet):
    once = ("other",)
    twice_message = "That career is beside this one already. To swap careers, save in two steps."

    def clean(self):
        super().clean()
        for form in self.forms:
            if form.is_valid() and self.instance.pk and form.cleaned_data.get("other") == self.instance:
                form.add_error("other", "A career is not related to itself.")


class RefusedFormSet(RelatedFormSet):
    twice_message = "That career is refused already. To swap careers, save in two steps."
