"""The forms of the booking journey: who you are, your school, a group, and the last look."""

from collections.abc import Sequence

from django import forms

from core.form_fields import LineField, LinesField
from webinars.forms.parts import AddressField, PlacesField, PlacesForm, PlainForm, TickField
from webinars.models import Booking, School

ELSEWHERE = "elsewhere"


def _line(words: str, column, **kwargs) -> LineField:
    """A required line that fits ``column``; ``words`` ask for it."""
    return LineField(max_length=column.field.max_length, error_messages={"required": words}, **kwargs)


class ContactForm(PlainForm):
    name = _line(
        "Enter your name.",
        School.name,
        label="Your name",
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    email = AddressField(label="Your work e-mail", help_text="We send a link there to confirm the places.")


class SchoolForm(PlainForm):
    """One of the schools that a search found, or none of them."""

    def __init__(self, *args, found: Sequence[School], **kwargs):
        super().__init__(*args, **kwargs)
        schools = [(str(school.pk), f"{school.name}, {school.place}".rstrip(", ")) for school in found]
        self.fields["school"] = forms.ChoiceField(
            label="Which one is yours?",
            choices=[*schools, (ELSEWHERE, "My school is not in this list")],
            widget=forms.RadioSelect,
            error_messages={
                "required": "Choose your school, or say that it is not in the list.",
                "invalid_choice": "Choose your school from this list.",
            },
        )


class TypedSchoolForm(PlainForm):
    school_name = _line("Enter the name of your school or college.", School.name, label="School or college")
    school_town = _line("Enter the town it is in.", School.town, label="Town")


class GroupForm(PlacesForm):
    """One group: what it is called, how many come, and what it needs."""

    label = _line(
        "Enter a name for the group, such as 10B.",
        Booking.group_label,
        label="Name of the group",
        help_text="Such as 10B or Year 9 art. Never the name of a pupil.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    has_access_needs = TickField(label="The group has access needs", required=False)
    access_needs = LinesField(
        label="What does it need?",
        required=False,
        max_length=Booking.access_needs.field.max_length,
        help_text="About the group: no names, no diagnoses. Such as “captions to read from the back”.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, asks_for_adult: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if asks_for_adult:
            self.fields["adult"] = _adult()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("access_needs"):
            cleaned["has_access_needs"] = True
        return cleaned


class CheckForm(PlainForm):
    """The last look: the fewest places a group would take, and the adult where that was not asked before."""

    def __init__(self, *args, groups: int, asks_for_adult: bool, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, groups + 1):
            self.fields[f"fewest_{number}"] = PlacesField(
                label="Smallest number you would come with",
                required=False,
                least=1,
                words="a number from 1, or leave it empty",
                help_text="When fewer places come free. Leave it empty to come all or not at all.",
            )
            # Each is next to its group, outside the form that sends them all.
            self.fields[f"fewest_{number}"].widget.attrs["form"] = "send"
        if asks_for_adult:
            self.fields["adult"] = _adult()

    def fewest(self, number: int) -> int | None:
        return self.cleaned_data.get(f"fewest_{number}")


def _adult() -> TickField:
    return TickField(
        label="An adult from our school will be in the room with each group",
        words="An adult from your school must be in the room. Tick the box if one will be.",
    )
