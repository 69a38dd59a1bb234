"""What organisers type: a webinar, and what an action on one asks for."""

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime

from core.form_fields import LineField
from webinars.models import BENCHMARKS, Booking, School, Webinar

LINE = {"class": "vTextField"}


class BenchmarksField(forms.MultipleChoiceField):
    """Ticks for the eight Gatsby benchmarks, kept as their numbers in order: ``25``."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        choices = [(number, f"{number}. {words}") for number, words in BENCHMARKS.items()]
        super().__init__(choices=choices, **kwargs)

    def prepare_value(self, value):
        return list(value) if isinstance(value, str) else value

    def clean(self, value):
        return "".join(sorted(set(super().clean(value))))


class AnswerSelect(forms.NullBooleanSelect):
    """Yes, no, or no answer so far."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = [("unknown", "No answer yet"), ("true", "Yes"), ("false", "No")]


class WebinarForm(forms.ModelForm):
    benchmarks = BenchmarksField(
        label="Gatsby benchmarks",
        required=False,
        help_text="Which it counts towards; schools’ evidence names them.",
    )

    class Meta:
        model = Webinar
        fields: tuple[str, ...] = ()  # the admin's fieldsets list them
        # Django's own would make a link of the address, which an editor could follow by accident.
        widgets = {"join_url": forms.URLInput(attrs={"class": "vURLField", "autocomplete": "off"})}
        help_texts = {
            "title": "As pupils would say it, for example: A day in the life of a nurse.",
            "slug": "The end of its address. It is fixed once the webinar is published.",
            "series": "Webinars that belong together, such as Green jobs week. May be empty.",
            "summary": "One sentence for lists. A 13-year-old can read it.",
            "description": "What happens, and for whom it is good. Markdown.",
            "purpose": "Why a teacher should bring a group. Markdown.",
            "outcomes": "What pupils know or can do afterwards: one a line, each with “- ” before it.",
            "presenter": "Who speaks and for whom they work, for example: Amina Yusuf, ward sister, Leeds. "
            "Everybody can read it.",
            "starts_at": "London time. Once published, only “Move” changes it, so that every group hears.",
            "duration_minutes": "Minutes, with time for questions. Fixed once the webinar is published.",
            "year_from": "The youngest year group it is for: 7 to 13.",
            "year_to": "The oldest one.",
            "careers": "It is named on these careers’ pages. Type a title.",
            "capacity": "Places for pupils, all groups together. Empty: no limit. 0: a waiting list only. "
            "More places go to the waiting list at once; with fewer, nobody loses a place.",
            "largest_group": "The most places one group may ask for.",
            "booking_opens_at": "London time. Empty: as soon as it is published.",
            "booking_closes_at": "London time. Empty: when it starts.",
            "join_url": "Of the online room. A secret: booked groups see it 15 minutes before the start.",
            "recording_url": "Where those who missed it can watch it.",
            "recording_shows_no_pupil": "Watch all of it before you tick this.",
        }

    def _get_validation_exclusions(self):
        # The rules of the database name fields that are on the page but not in the form.
        return super()._get_validation_exclusions() - (
            {"status", "starts_at", "duration_minutes"} - self.fields.keys()
        )


class ReasonForm(forms.Form):
    """Why; the advisers read it."""

    reason = LineField(
        max_length=200,
        widget=forms.TextInput(attrs=LINE),
        help_text="One sentence. Every adviser with a group reads it, and it is on the page.",
    )


class BookingReasonForm(ReasonForm):
    reason = LineField(
        max_length=200,
        widget=forms.TextInput(attrs=LINE),
        help_text="One sentence, without any pupil’s name.",
    )


class StartForm(forms.Form):
    starts_at = forms.SplitDateTimeField(
        label="New start", widget=AdminSplitDateTime, help_text="London time."
    )


class MoveForm(StartForm, ReasonForm):
    field_order = ["starts_at", "reason"]


class CopyForm(StartForm):
    title = LineField(max_length=120, widget=forms.TextInput(attrs=LINE))
    slug = forms.SlugField(
        label="Address",
        max_length=120,
        widget=forms.TextInput(attrs=LINE),
        help_text="The end of its address.",
    )
    field_order = ["title", "slug", "starts_at"]


class PlacesForm(forms.Form):
    """How many places a group has, one field for each year group of its webinar."""

    def __init__(self, booking: Booking, typed=None):
        super().__init__(typed)
        for year in sorted({*booking.webinar.years, *booking.by_year}):
            self.fields[f"year_{year}"] = forms.IntegerField(
                label=f"Year {year}",
                min_value=0,
                max_value=1_000,
                required=False,
                initial=booking.by_year.get(year, 0),
            )

    def clean(self):
        typed = super().clean()
        return {"by_year": {int(name.removeprefix("year_")): count or 0 for name, count in typed.items()}}


class SchoolForm(forms.ModelForm):
    class Meta:
        model = School
        fields = ["name", "urn", "town", "postcode"]
        help_texts = {
            "urn": "Its number in the register of schools in England, six digits. Empty: it is not in the "
            "register, and nobody finds it when they look for their school.",
        }

    def clean_urn(self):
        urn = self.cleaned_data["urn"]
        if urn and not (urn.isascii() and urn.isdecimal()):
            raise forms.ValidationError("A URN has digits only.")
        return urn
