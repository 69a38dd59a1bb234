"""The career form: an editor makes a whole profile from nothing, and is refused in words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from careersguide.roles import EDITOR, ORGANISER, PUBLISHER
from profiles.models import Career, CareerTitle, Interest, RefusedRelation, Requirement
from tests.factories import (
    LONG_AGO,
    CareerConditionFactory,
    CareerFactory,
    CareerInterestFactory,
    CareerSkillFactory,
    CareerSlugFactory,
    CareerTitleFactory,
    ConditionFactory,
    ExternalCodeFactory,
    QualificationFactory,
    RefusedRelationFactory,
    RelatedCareerFactory,
    RequirementFactory,
    RouteFactory,
    SectorFactory,
    SkillFactory,
    SourceFactory,
    SubjectFactory,
)
from tests.staff import client_of, errors_of, queries_of, rows_of, sent_back

pytestmark = pytest.mark.django_db

ADD = reverse("admin:profiles_career_add")
LIST = reverse("admin:profiles_career_changelist")
INLINES = ["titles", "interests", "skill_uses", "routes", "condition_uses", "related", "refused", "codes"]


def change(career):
    return reverse("admin:profiles_career_change", args=[career.pk])


def least(**fields):
    """The least that makes a career, with ``fields`` instead or besides."""
    form = {"title": "Biochemist", "slug": "biochemist", "summary": "Studies the chemistry of life."}
    for inline in INLINES:
        form |= rows_of(inline)
    return form | fields


@pytest.fixture
def editor():
    return client_of(EDITOR)


# --- A whole career ----------------------------------------------------------------------------------


def test_career_add_by_editor_keeps_every_block(editor):
    health, science = SectorFactory(name="Healthcare"), SectorFactory(name="Science")
    biology, maths = SubjectFactory(name="Biology"), SubjectFactory(name="Maths")
    survey = SourceFactory()
    gcse = QualificationFactory(name="GCSE", plural="GCSEs")
    degree = QualificationFactory(name="degree", plural="degrees", level=6)
    listening, planning = SkillFactory(), SkillFactory()
    indoors, checked = ConditionFactory(), ConditionFactory()
    nurse = CareerFactory(title="Nurse")

    response = editor.post(
        ADD,
        least(
            main_sector=science.pk,
            other_sectors=[health.pk],
            subjects=[biology.pk, maths.pk],
            drawing="doorway",
            drawing_alt="A flask before a window.",
            salary_starter="24,000".replace(",", ""),
            salary_experienced="52000",
            salary_note="More in London.",
            salary_source=survey.pk,
            salary_as_at_month="4",
            salary_as_at_year="2025",
            hours_min="37",
            hours_max="40.5",
            hours_note="Some evenings.",
            hours_source=survey.pk,
            hours_as_at_month="5",
            hours_as_at_year="2025",
            overview="You find out how life works.\r\n\r\n- at a bench\r\n- at a desk",
            hard_part="Most experiments fail.",
            hard_part_source=survey.pk,
            what_it_takes="- patience",
            day_to_day="- mix",
            requirement_lines="must | 5 or more GCSEs or equivalent | Maths | 4\r\n\r\n"
            'helps | "a clean coat"',
            no_degree_needed="on",
            academic_notes="Start early.",
            work_notes="Some learn at work.",
            other_notes="Ask around.",
            where_it_can_lead="Head of a laboratory.",
            find_out_more="[A society](https://society.example/)",
            reviewed_on="2026-10-01",
            **rows_of("titles", {"name": "Life chemist"}, {"name": "bio chemist", "is_hidden": "on"}),
            **rows_of("interests", {"interest": "making"}, {"interest": "finding-out", "position": "0"}),
            **rows_of(
                "skill_uses",
                {"skill": planning.pk, "use": "You plan weeks ahead.", "position": "2"},
                {"skill": listening.pk, "use": "You hear doctors out.", "one_thing_to_try": "Listen."},
            ),
            **rows_of(
                "routes",
                {
                    "kind": "university",
                    "text": "Three years.",
                    "requirement_lines": "must | 2 or 3 GCSEs | Biology, Maths | 6 | for a degree\n"
                    "usually | degree | | 2:1",
                },
                {"kind": "work", "text": "", "requirement_lines": ""},
            ),
            **rows_of(
                "condition_uses",
                {"condition": indoors.pk, "detail": ""},
                {"condition": checked.pk, "detail": "You would be **checked**."},
            ),
            **rows_of("related", {"other": nurse.pk, "reason": "works in the same team"}),
            **rows_of("codes", {"scheme": "soc2020", "code": "2113"}),
        ),
    )

    assert response.status_code == 302, errors_of(response)
    career = Career.objects.get(slug="biochemist")
    assert (career.main_sector, list(career.other_sectors.all())) == (science, [health])
    assert list(career.subjects.all()) == [biology, maths]
    assert (career.drawing, career.drawing_alt) == ("doorway", "A flask before a window.")
    assert (career.salary_starter, career.salary_experienced) == (24000, 52000)
    assert (career.salary_source, career.salary_as_at_year, career.salary_as_at_month) == (survey, 2025, 4)
    assert (career.hours_min, career.hours_max) == (Decimal("37.0"), Decimal("40.5"))
    assert (career.hours_source, career.hours_as_at_year, career.hours_as_at_month) == (survey, 2025, 5)
    assert (career.salary_note, career.hours_note) == ("More in London.", "Some evenings.")
    assert career.overview == "You find out how life works.\n\n- at a bench\n- at a desk"
    assert (career.hard_part, career.hard_part_source) == ("Most experiments fail.", survey)
    assert (career.what_it_takes, career.day_to_day) == ("- patience", "- mix")
    assert career.no_degree_needed is True
    assert [career.academic_notes, career.work_notes, career.other_notes] == [
        "Start early.",
        "Some learn at work.",
        "Ask around.",
    ]
    assert career.where_it_can_lead == "Head of a laboratory."
    assert career.find_out_more == "[A society](https://society.example/)"
    assert career.reviewed_on.isoformat() == "2026-10-01"
    assert [(t.name, t.is_hidden) for t in career.titles.all()] == [
        ("Life chemist", False),
        ("bio chemist", True),
    ]
    assert [row.interest for row in career.interests.all()] == ["finding-out", "making"]
    assert [(u.skill, u.use, u.one_thing_to_try) for u in career.skill_uses.all()] == [
        (planning, "You plan weeks ahead.", ""),
        (listening, "You hear doctors out.", "Listen."),
    ]
    assert [(u.condition, u.detail) for u in career.condition_uses.all()] == [
        (indoors, ""),
        (checked, "You would be **checked**."),
    ]
    assert [(r.other, r.reason) for r in career.related.all()] == [(nurse, "works in the same team")]
    assert [(c.scheme, c.code) for c in career.codes.all()] == [("soc2020", "2113")]
    university, work = career.routes.all()
    assert [(r.kind, r.text) for r in (university, work)] == [("university", "Three years."), ("work", "")]
    assert said_by(career.requirements.filter(route=None)) == [
        ("must", 5, None, gcse, True, ["Maths"], "4", "", ""),
        ("helps", None, None, None, False, [], "", "", "a clean coat"),
    ]
    assert said_by(university.requirements.all()) == [
        ("must", 2, 3, gcse, False, ["Biology", "Maths"], "6", "a degree", ""),
        ("usually", 1, 1, degree, False, [], "2:1", "", ""),
    ]
    assert said_by(work.requirements.all()) == []
    assert (career.publish_at, career.withdraw_at) == (None, None)
    assert "Biochemist" in editor.get(LIST).content.decode()


def said_by(requirements):
    return [
        (
            row.strength,
            row.at_least,
            row.at_most,
            row.qualification,
            row.or_equivalent,
            [subject.name for subject in row.subjects.all()],
            row.grade,
            row.purpose,
            row.words,
        )
        for row in requirements
    ]


def test_career_saved_untouched_changes_nothing(editor):
    test_career_add_by_editor_keeps_every_block(editor)
    career = Career.objects.get(slug="biochemist")
    before = {
        model: list(model.objects.order_by("pk").values())
        for model in (Requirement, *(getattr(Career, name).rel.related_model for name in INLINES))
    }

    response = editor.post(change(career), sent_back(editor.get(change(career))))

    assert response.status_code == 302, errors_of(response)
    assert {model: list(model.objects.order_by("pk").values()) for model in before} == before
    again = Career.objects.get(pk=career.pk)
    assert (again.overview, again.hours_max) == (career.overview, career.hours_max)
    assert list(again.subjects.all()) == list(career.subjects.all())


# --- Requirements, one a line ------------------------------------------------------------------------


def test_career_requirement_line_that_cannot_be_read_is_refused_and_quoted(editor):
    QualificationFactory(name="GCSE", plural="GCSEs")

    response = editor.post(
        ADD,
        least(
            requirement_lines="perhaps | GCSE\nmust | GCSE\nmust | PhD of life",
            **rows_of("routes", {"kind": "college", "requirement_lines": 'must | ""'}),
        ),
    )

    errors = errors_of(response)
    assert len(errors) == 3
    assert "“perhaps | GCSE” must start with must, usually or helps" in errors[0]
    assert "PhD of life" in errors[1]
    assert '“must | ""”' in errors[2]
    assert not Career.objects.exists()


def test_career_requirement_lines_without_end_are_refused(editor):
    response = editor.post(ADD, least(requirement_lines='must | "a coat"\n' * 61))

    assert errors_of(response) == ["These are 61 lines; at most 60 have room here."]


def test_career_requirement_that_no_line_can_say_survives_a_change_of_its_neighbour(editor):
    """An import may bring both subjects and words; a line says only one of them."""
    career = CareerFactory()
    full = RequirementFactory(career=career, subject_words="or a science | any", position=0)
    full.subjects.add(SubjectFactory(name="Biology"))
    other = RequirementFactory(career=career, grade="3", position=1)
    route = RouteFactory(career=career)
    on_route = RequirementFactory(career=career, route=route, words="a | b", qualification=None)
    form = sent_back(editor.get(change(career)))

    form["requirement_lines"] = [form["requirement_lines"][0].replace("| 3", "| 5")]
    form["routes-0-requirement_lines"] = [form["routes-0-requirement_lines"][0] + '\nhelps | "luck"']
    response = editor.post(change(career), form)

    assert response.status_code == 302, errors_of(response)
    first, second = career.requirements.filter(route=None)
    assert (first, first.subject_words) == (full, "or a science | any")
    assert [subject.name for subject in first.subjects.all()] == ["Biology"]
    assert (second.grade, Requirement.objects.filter(pk=other.pk).exists()) == ("5", False)
    assert [(row.pk == on_route.pk, row.words) for row in route.requirements.all()] == [
        (True, "a | b"),
        (False, "luck"),
    ]


def test_career_requirement_lines_taken_away_are_gone_and_only_they(editor):
    career = CareerFactory()
    RequirementFactory(career=career)
    of_another = RequirementFactory()
    on_route = RequirementFactory(career=career, route=RouteFactory(career=career))

    response = editor.post(change(career), sent_back(editor.get(change(career))) | {"requirement_lines": ""})

    assert response.status_code == 302, errors_of(response)
    assert list(Requirement.objects.order_by("pk")) == [of_another, on_route]


# --- Its address --------------------------------------------------------------------------------------


@pytest.mark.parametrize("taken", ["nurse", "sister", "compare", "surprise"])
@pytest.mark.parametrize("is_new", [True, False])
def test_career_address_that_something_else_has_or_had_is_refused(editor, taken, is_new):
    CareerSlugFactory(career=CareerFactory(slug="nurse"), slug="sister")
    career = CareerFactory(slug="biochemist")
    if is_new:
        response = editor.post(ADD, least(slug=taken))
    else:
        response = editor.post(change(career), sent_back(editor.get(change(career))) | {"slug": taken})

    assert errors_of(response) == [
        f"“{taken}” is, or once was, the address of another career or page. Choose another one."
    ]


def test_career_address_changed_leads_readers_on(editor, client):
    career = CareerFactory(slug="biochemist")

    editor.post(change(career), sent_back(editor.get(change(career))) | {"slug": "life-chemist"})

    assert client.get("/careers/life-chemist/").status_code == 200
    response = client.get("/careers/biochemist/")
    assert (response.status_code, response["Location"]) == (301, "/careers/life-chemist/")


# --- Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"title": ""}, "This field is required."),
        ({"summary": "a" * 161}, "Ensure this value has at most 160 characters (it has 161)."),
        ({"drawing": "doorway"}, "Say in words what the drawing shows."),
        ({"drawing": "../../etc", "drawing_alt": "x"}, "../../etc is not one of the available choices."),
        ({"salary_starter": "0"}, "Leave a salary empty where it varies; 0 would be read as unpaid."),
        ({"salary_starter": "20000"}, "Say where the salary comes from, and at which month it was true."),
        ({"overview": "[me](javascript:alert(1))"}, "The link “javascript:alert(1” must start with https://"),
        ({"main_sector": "9" * 30}, "Select a valid choice."),
        ({"subjects": ["x"]}, "Select a valid choice."),
        (rows_of("titles", {"name": "Nurse"}, {"name": "nurse"}), "This career has that title already."),
        (rows_of("titles", {"name": "Nurse", "position": "40000"}), "less than or equal to 32767"),
    ],
)  # fmt: skip
def test_career_typed_wrong_is_refused_in_words(editor, typed, error):
    assert error in " ".join(errors_of(editor.post(ADD, least(**typed))))
    assert not Career.objects.exists()


@pytest.mark.parametrize(
    "inline", ["interests", "skill_uses", "condition_uses", "related", "refused", "codes"]
)
def test_career_part_named_twice_is_refused(editor, inline):
    rows = {
        "skill_uses": {"skill": SkillFactory().pk, "use": "Daily."},
        "condition_uses": {"condition": ConditionFactory().pk},
        "related": {"other": CareerFactory().pk, "reason": "same team"},
        "refused": {"other": CareerFactory().pk},
        "codes": {"scheme": "esco", "code": "nurse"},
        "interests": {"interest": "helping"},
    }
    row = rows[inline]

    response = editor.post(ADD, least(**rows_of(inline, row, row)))

    [error] = errors_of(response)
    assert "already" in error
    assert editor.post(ADD, least(**rows_of(inline, row))).status_code == 302


def test_career_parts_that_swap_places_are_refused_and_may_be_renumbered(editor):
    career = CareerFactory()
    first, second = (CareerTitleFactory(career=career, name=name, position=p) for p, name in enumerate("AB"))
    form = sent_back(editor.get(change(career)))

    swapped = editor.post(change(career), form | {"titles-0-name": "B", "titles-1-name": "A"})
    renumbered = editor.post(change(career), form | {"titles-0-position": ""})

    assert len(errors_of(swapped)) == 2
    assert renumbered.status_code == 302
    assert list(career.titles.all()) == [second, first]


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (["", "", ""], [0, 1, 2]),
        (["", "4", ""], [5, 4, 6]),
        (["32766", "", ""], [32766, 32767, 32767]),  # the highest number there is
    ],
)
def test_career_parts_without_a_number_are_counted_on_from_the_last(editor, given, stored):
    names = ("Sister", "Matron", "Angel")
    rows = [{"name": name, "position": number} for name, number in zip(names, given, strict=True)]

    assert editor.post(ADD, least(**rows_of("titles", *rows))).status_code == 302

    numbers = dict(CareerTitle.objects.values_list("name", "position"))
    assert [numbers[name] for name in names] == stored


def test_title_that_open_data_attached_is_not_on_the_form_and_gives_way_to_the_editors(editor):
    career = CareerFactory()
    own = CareerTitleFactory(career=career, name="Sister")
    for name in ("Matron", "Angel", "RGN"):
        CareerTitleFactory(career=career, name=name, is_hidden=True, source=SourceFactory(), position=1000)
    form = sent_back(editor.get(change(career)))
    assert (form["titles-TOTAL_FORMS"], form["titles-0-name"]) == (["1"], ["Sister"])

    typed = form | rows_of("titles", {"name": "matron"}, first=1) | {"titles-0-name": "ANGEL"}
    response = editor.post(change(career), typed)

    assert response.status_code == 302, errors_of(response)
    rows = [(row.pk == own.pk, row.name, row.is_hidden, bool(row.source_id)) for row in career.titles.all()]
    assert rows == [
        (True, "ANGEL", False, False),
        (False, "matron", False, False),
        (False, "RGN", True, True),
    ]


def test_interests_that_open_data_attached_give_way_to_the_editors(editor):
    career = CareerFactory()
    for position, interest in enumerate(["making", "helping"]):
        CareerInterestFactory(career=career, interest=interest, source=SourceFactory(), position=position)
    untouched = sent_back(editor.get(change(career)))
    assert untouched["interests-TOTAL_FORMS"] == ["0"]

    editor.post(change(career), untouched)
    kept = [row.interest for row in career.interests.all()]
    typed = untouched | rows_of("interests", {"interest": "helping"}, {"interest": "leading"})
    response = editor.post(change(career), typed)

    assert response.status_code == 302, errors_of(response)
    assert kept == ["making", "helping"]
    assert [(row.interest, row.source) for row in career.interests.all()] == [
        ("helping", None),
        ("leading", None),
    ]


@pytest.mark.parametrize(
    ("inline", "row"), [("titles", {"name": "matron"}), ("interests", {"interest": "helping"})]
)
def test_part_that_a_colleague_added_meanwhile_is_refused_in_words(editor, inline, row):
    career = CareerFactory()
    form = sent_back(editor.get(change(career)))
    CareerTitleFactory(career=career, name="Matron")
    CareerInterestFactory(career=career, interest="helping")

    [error] = errors_of(editor.post(change(career), form | rows_of(inline, row)))

    assert "already" in error
    assert (career.titles.count(), career.interests.count()) == (1, 1)


def test_interests_are_called_by_their_labels(editor):
    page = editor.get(ADD).content.decode()

    assert all(f">{label}</option>" in page for label in Interest.labels)
    assert "Two or three, the strongest first." in page


def test_career_beside_itself_is_refused(editor):
    career = CareerFactory()
    form = sent_back(editor.get(change(career))) | rows_of("related", {"other": career.pk, "reason": "same"})

    assert errors_of(editor.post(change(career), form)) == ["A career is not related to itself."]


def test_career_computed_beside_it_is_refused_by_a_tick(editor):
    sector = SectorFactory(name="Healthcare")
    nurse, vet = (CareerFactory(title=title, main_sector=sector) for title in ("Nurse", "Vet"))
    form = sent_back(before := editor.get(change(nurse)))

    assert "Never Vet (also in Healthcare)" in before.content.decode()
    assert editor.post(change(nurse), form | {"never_beside": [vet.pk]}).status_code == 302

    assert [(row.career, row.other) for row in RefusedRelation.objects.all()] == [(nurse, vet)]
    assert "(also in Healthcare)" not in editor.get(change(nurse)).content.decode()
    assert "Already refused on the page of Nurse." in editor.get(change(vet)).content.decode()


def test_career_without_any_computed_beside_it_says_so(editor):
    nurse, draft = CareerFactory(title="Nurse"), CareerFactory(publish_at=None)

    for page in (editor.get(ADD), editor.get(change(draft)), editor.get(change(nurse))):
        assert "None at the moment." in page.content.decode()


def test_career_refused_by_a_tick_and_a_row_at_once_is_refused_once(editor):
    nurse, vet = CareerFactory(), CareerFactory()
    form = sent_back(editor.get(change(nurse))) | rows_of("refused", {"other": vet.pk})

    assert editor.post(change(nurse), form | {"never_beside": [vet.pk]}).status_code == 302

    assert [(row.career, row.other) for row in RefusedRelation.objects.all()] == [(nurse, vet)]


@pytest.mark.parametrize("ticked", ["x", "-1", "9" * 30, "\x00", "0", "self"])
def test_career_refused_by_a_tick_that_names_no_other_career_changes_nothing(editor, ticked):
    nurse = CareerFactory()
    form = sent_back(editor.get(change(nurse)))
    ticked = nurse.pk if ticked == "self" else ticked

    assert editor.post(change(nurse), form | {"never_beside": [ticked]}).status_code in {200, 302}

    assert not RefusedRelation.objects.exists()


def test_career_script_in_rich_text_stays_harmless_text(editor, client):
    editor.post(ADD, least(overview="<script>alert(1)</script>", title="<b>Bio</b>\x00\x07\u202a chemist"))
    career = Career.objects.get()
    Career.objects.update(publish_at=LONG_AGO)

    assert (career.title, career.overview) == ("<b>Bio</b>\u202a chemist", "<script>alert(1)</script>")
    page = client.get(career.get_absolute_url()).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>Bio" not in page


# --- Publishing ----------------------------------------------------------------------------------------

MOMENTS = {
    "publish_at_0": "2026-01-02",
    "publish_at_1": "09:00:00",
    "withdraw_at_0": "2026-03-02",
    "withdraw_at_1": "09:00:00",
}


@pytest.mark.parametrize(
    ("role", "publish_at"), [(EDITOR, None), (PUBLISHER, datetime(2026, 1, 2, 9, tzinfo=UTC))]
)
def test_career_moments_are_set_by_publishers_only(role, publish_at):
    response = client_of(role).post(ADD, least(**MOMENTS))

    assert response.status_code == 302
    assert Career.objects.get().publish_at == publish_at


def test_career_withdrawn_before_published_is_refused():
    moments = MOMENTS | {"withdraw_at_0": "2025-01-01"}

    assert errors_of(client_of(PUBLISHER).post(ADD, least(**moments))) == [
        "It can only be withdrawn after it was published."
    ]


STATES = ["draft", "published", "scheduled", "withdrawn"]


def careers_in_each_state():
    """One of each, called by its state."""
    now, day = timezone.now(), timedelta(days=1)
    CareerFactory(title="draft", publish_at=None)
    CareerFactory(title="scheduled", publish_at=now + day)
    CareerFactory(title="published")
    CareerFactory(title="withdrawn", publish_at=now - 2 * day, withdraw_at=now - day)


@pytest.mark.parametrize(
    ("action", "titles", "message"),
    [
        ("publish_now", STATES, "3 careers published; 1 career stayed as before."),
        ("withdraw_now", [], "1 career withdrawn; 3 careers stayed as before."),
    ],
)
def test_career_bulk_action_of_publisher_changes_what_it_can(action, titles, message):
    careers_in_each_state()
    keys = list(Career.objects.values_list("pk", flat=True))

    response = client_of(PUBLISHER).post(LIST, {"action": action, "_selected_action": keys}, follow=True)

    assert [str(said) for said in response.context["messages"]] == [message]
    assert [career.title for career in Career.objects.published(timezone.now())] == titles


def test_career_bulk_action_is_not_the_editors(editor):
    career = CareerFactory(publish_at=None)

    editor.post(LIST, {"action": "publish_now", "_selected_action": [career.pk]})

    career.refresh_from_db()
    assert career.publish_at is None


# --- Its list ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_career_list_query_count_is_flat(editor, rows):
    for number in range(rows):
        CareerFactory(title=f"Career {number}", salary_as_at_year=2025, salary_as_at_month=4)

    # Session, person, their permissions and their roles', sectors to filter by, two counts, careers.
    assert len(queries_of(editor, LIST)) == 8
    shown = editor.get(LIST).context["cl"].result_list
    assert [str(row) for row in shown] == [f"Career {number}" for number in range(rows)]


@pytest.mark.parametrize("rows", [1, 3])
def test_career_form_query_count_is_flat(editor, rows):
    career = CareerFactory(salary_source=SourceFactory(), salary_as_at_year=2025, salary_as_at_month=4)
    career.other_sectors.set(SectorFactory.create_batch(rows))
    career.subjects.set(SubjectFactory.create_batch(rows))
    for number in range(rows):
        CareerTitleFactory(career=career)
        CareerInterestFactory(career=career, interest=Interest.values[number])
        CareerSkillFactory(career=career)
        CareerConditionFactory(career=career)
        RelatedCareerFactory(career=career)
        RefusedRelationFactory(career=career)
        ExternalCodeFactory(career=career)
        for route in (None, RouteFactory(career=career)):
            RequirementFactory(career=career, route=route).subjects.add(SubjectFactory())

    # Session, person, two of permissions, career; its sector and source by name; its other sectors and
    # subjects, by key and by name; requirements and their subjects, once for the career and once for all
    # ways in; those that refused it; eight inlines.
    assert len(queries_of(editor, change(career))) == 24


def test_career_list_shows_and_filters_by_state(editor):
    careers_in_each_state()

    shown = editor.get(LIST).context["cl"].result_list
    assert [(row.title, row.state) for row in shown] == list(zip(STATES, STATES, strict=True))
    for state in STATES:
        found = editor.get(LIST, {"state": state}).context["cl"].result_list
        assert [row.title for row in found] == [state]


def test_career_list_finds_other_titles_once(editor):
    nurse = CareerFactory(title="Nurse")
    CareerTitleFactory(career=nurse, name="Sister of a ward", is_hidden=True)
    CareerTitleFactory(career=nurse, name="Sister")
    CareerFactory(title="Vet")

    assert list(editor.get(LIST, {"q": "sister"}).context["cl"].result_list) == [nurse]


# --- Whose it is ---------------------------------------------------------------------------------------


def test_career_is_shown_whole_to_organisers_who_cannot_change_it(editor):
    career = CareerFactory()
    requirement = RequirementFactory(career=career, route=RouteFactory(career=career))
    organiser = client_of(ORGANISER)
    form = sent_back(editor.get(change(career))) | {"title": "Changed"}

    shown = organiser.get(change(career))

    assert requirement.qualification.name in shown.content.decode()
    assert organiser.post(change(career), form).status_code == 403
    assert organiser.get(ADD).status_code == 403
    assert editor.post(change(career), form).status_code == 302


def test_career_is_deleted_by_publishers_only(editor):
    career = CareerFactory()
    delete = reverse("admin:profiles_career_delete", args=[career.pk])

    assert editor.post(delete, {"post": "yes"}).status_code == 403
    assert client_of(PUBLISHER).post(delete, {"post": "yes"}).status_code == 302
    assert not Career.objects.exists()
