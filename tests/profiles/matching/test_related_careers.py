"""Related careers: who stands beside whom, and why; on both pages or on neither."""

from collections import Counter
from datetime import timedelta
from random import Random
from threading import Thread

import pytest
import time_machine

from core import content_version, version_cache
from profiles.catalogue.entry import MOST_RELATED, Entry, Word
from profiles.eligibility.eligibility import Ways
from profiles.matching import related_careers_cache
from profiles.matching.related_careers import LEAST, related
from profiles.models import Career, RefusedRelation, RelatedCareer
from profiles.search import live
from tests.conftest import NOON
from tests.factories import (
    CareerFactory,
    CareerInterestFactory,
    FeaturedMonthFactory,
    RefusedRelationFactory,
    RelatedCareerFactory,
    RequirementFactory,
    RouteFactory,
    SectorFactory,
    SubjectFactory,
)
from tests.pages import Page, parts, warm

pytestmark = pytest.mark.rendering


def words(*names: str) -> tuple[Word, ...]:
    return tuple(Word(pk=hash(name), slug=name, name=name) for name in names)


def entry(pk: int, sectors=(), skills=(), subjects=(), interests=(), chosen=(), level="none") -> Entry:
    """A career with nothing but these names; ``chosen`` are the keys that editors put beside it."""
    main, *others = [*words(*sectors), None][: max(1, len(sectors))]
    empty = dict.fromkeys(
        ["salary_starter", "salary_experienced", "hours_min", "hours_max", "photograph", "featured"]
    )
    return Entry(
        pk=pk,
        slug=f"career-{pk}",
        title=f"Career {pk}",
        summary="",
        url=f"/careers/career-{pk}/",
        also_called=(),
        hidden_titles=(),
        sector=main,
        other_sectors=tuple(others),
        subjects=words(*subjects),
        skills=words(*skills),
        interests=tuple(interests),
        conditions=frozenset(),
        routes=frozenset(),
        scene="doorway",
        seed=0,
        related=tuple((other, "chosen") for other in chosen),
        ways=Ways(level=level),
        **empty,
    )


def computed(*entries, alike=None, refused=()):
    pairs = frozenset(map(frozenset, refused))
    return related(entries, alike=alike or {}, refused=pairs)


# --- Why -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shared", "reason"),
    [
        ({"skills": ["Listening"]}, "also needs listening"),
        ({"skills": "ABCD"}, "shares 4 skills: a, b, c and d"),
        ({"skills": "ABCDE"}, "shares 5 skills, such as a, b, c and d"),
        ({"subjects": ["Biology", "English"]}, "also uses biology and English"),
        ({"subjects": ["Biology", "English", "PE", "Maths"]}, "also uses biology, English and PE"),
        ({"interests": ["helping"]}, "also for people who like helping and teaching"),
        ({"sectors": ["Healthcare"]}, "also in Healthcare"),
        ({"sectors": ["Healthcare", "Social care"]}, "also in Healthcare"),
        ({"skills": ["A"], "sectors": ["Healthcare"]}, "also needs a; also in Healthcare"),
        ({}, "something different"),
    ],
)
def test_reason_names_what_two_careers_share(shared, reason):
    assert computed(entry(1, **shared), entry(2, **shared)) == {1: ((2, reason),), 2: ((1, reason),)}


def test_reason_names_where_somebody_starts():
    found = computed(entry(1, level="level-2"), entry(2, level="level-2"), entry(3, level="degree"))

    assert found[1] == ((2, "also starts with GCSEs"), (3, "something different"))


def test_reason_names_the_work_where_texts_are_alike():
    like = {2: 0.3, 3: 0.15, 4: 0.05}
    alike = {1: like, **{pk: {1: number} for pk, number in like.items()}}

    found = computed(entry(1), entry(2), entry(3), entry(4), alike=alike)

    assert found[1] == (
        (2, "similar work from day to day"),
        (3, "some of the same work"),
        (4, "something different"),
    )


def test_reason_of_strangers_names_the_sector_that_one_goes_to():
    assert computed(entry(1, ["Healthcare"]), entry(2, ["Retail"])) == {
        1: ((2, "something different, in Retail"),),
        2: ((1, "something different, in Healthcare"),),
    }


def test_reason_names_the_rarest_first():
    others = [entry(pk, subjects=["English"]) for pk in range(3, 9)]

    found = computed(
        entry(1, subjects=["English", "Biology"]), entry(2, subjects=["English", "Biology"]), *others
    )

    assert found[1][0] == (2, "also uses biology and English")


# --- Who -------------------------------------------------------------------------------------------------


def random_careers(random: Random, count: int, chosen: int = 0) -> list[Entry]:
    """``count`` careers with words at random; ``chosen`` of them have up to seven that editors chose."""
    keys = range(1, count + 1)
    return [
        entry(
            pk,
            sectors=random.sample("PQRST", random.randint(1, 2)),
            skills=random.sample("ABCDEFGH", random.randint(0, 5)),
            subjects=random.sample("abcdefghijkl", random.randint(0, 4)),
            interests=random.sample(["making", "helping", "leading"], random.randint(0, 2)),
            level=random.choice(["none", "level-2", "degree"]),
            chosen=random.sample([key for key in keys if key != pk], min(count - 1, random.randint(1, 7)))
            if pk <= chosen
            else (),
        )
        for pk in keys
    ]


def shown(entries: list[Entry], found) -> dict[int, list[int]]:
    return {one.pk: [pk for pk, _ in (*one.related, *found[one.pk])] for one in entries}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("count", [1, 2, 4, 7, 40, 120])
def test_careers_stand_on_both_pages_and_some_lead_elsewhere(count, seed):
    entries = random_careers(Random(seed), count)
    sectors = {one.pk: one.sector for one in entries}

    beside_each = shown(entries, computed(*entries))

    least = min(LEAST, count - 1)
    assert {
        pk for pk, others in beside_each.items() if not least <= len(set(others)) <= MOST_RELATED
    } == set()
    assert [pk for pk, others in beside_each.items() if len(others) > len(set(others) - {pk})] == []
    assert [(a, b) for a, others in beside_each.items() for b in others if a not in beside_each[b]] == []
    everywhere_the_same = len(set(sectors.values())) == 1
    stays = [pk for pk, others in beside_each.items() if {sectors[o] for o in others} <= {sectors[pk]}]
    assert everywhere_the_same or stays == []


@pytest.mark.parametrize("seed", range(4))
def test_careers_that_editors_chose_or_refused_are_respected(seed):
    random = Random(seed)
    entries = random_careers(random, 30, chosen=8)
    free = computed(*entries)
    refused = {frozenset((pk, random.choice(others)[0])) for pk, others in free.items() if others}

    found = computed(*entries, refused=refused)

    assert len(refused) > 10
    everywhere = [(a, b) for a, others in found.items() for b, _ in others]
    assert [pair for pair in everywhere if frozenset(pair) in refused] == []
    doubled = [(one.pk, pk) for one in entries for pk, _ in one.related if (one.pk, pk) in everywhere]
    assert doubled == []
    seen = shown(entries, found)
    assert [(a, b) for a, b in everywhere if a not in seen[b]] == []
    counts = {pk: len({other for other in seen[pk] if frozenset((pk, other)) not in refused}) for pk in seen}
    assert [pk for pk in seen if found[pk] and counts[pk] > MOST_RELATED] == []


def test_careers_are_spread_over_many_pages_where_one_is_like_all():
    hub = entry(1, ["P"], skills="ABCDEFGH", subjects="abcdefgh")
    others = [entry(pk, ["P"], skills="ABCDEFGH", subjects=[chr(95 + pk)]) for pk in range(2, 30)]

    found = computed(hub, *others, entry(30, ["Q"]))

    assert max(Counter(pk for others in found.values() for pk, _ in others).values()) == MOST_RELATED
    assert min(len(others) for others in found.values()) == LEAST


def test_career_chosen_on_one_page_stands_on_the_other_with_what_they_share():
    chosen, other = entry(1, ["P"], chosen=[2, 3]), entry(2, ["P"])

    found = computed(chosen, other, entry(3, ["Q"]))

    assert found[1] == ()
    assert found[2][0] == (1, "also in P")
    assert (1, "its page names this career") in found[3]


def test_chosen_career_that_is_not_there_takes_no_place():
    entries = [entry(1, chosen=[90, 91, 92, 93, 94, 95]), *map(entry, range(2, 6))]

    assert [pk for pk, _ in computed(*entries)[1]] == [2, 3, 4, 5]


# --- On the page -----------------------------------------------------------------------------------------

on_pages = pytest.mark.django_db


def related_on(client, career) -> list[tuple[str, str]]:
    """(title, reason) of each related career on the page of ``career``."""
    page = Page(client.get(career.get_absolute_url()))
    if not page.all("*[@aria-labelledby='related']"):
        return []
    section = page.section("related")
    return list(zip(parts(section, "a"), parts(section, "span"), strict=True))


@on_pages
def test_profile_shows_chosen_careers_first_and_none_twice(client):
    nurse, vet, carer = (
        CareerFactory(title=title, main_sector=SectorFactory(name=f"Work of {title}"))
        for title in ("Nurse", "Vet", "Carer")
    )
    for career in (nurse, carer):
        CareerInterestFactory(career=career, interest="helping")
    RelatedCareerFactory(career=nurse, other=vet, reason="does the same for animals")
    CareerFactory(title="Draft", publish_at=None)

    assert related_on(client, nurse) == [
        ("Vet", "Does the same for animals"),
        ("Carer", "Also for people who like helping and teaching"),
    ]
    assert related_on(client, vet) == [
        ("Nurse", "Its page names this career"),
        ("Carer", "Something different, in Work of Carer"),
    ]


@on_pages
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("is_chosen", [False, True])
def test_profile_never_shows_what_was_refused_from_either_side(client, turned, is_chosen):
    nurse, vet = CareerFactory(title="Nurse"), CareerFactory(title="Vet")
    if is_chosen:
        RelatedCareerFactory(career=nurse, other=vet)
    before = [len(related_on(client, one)) for one in (nurse, vet)]

    RefusedRelationFactory(
        **dict(zip(("career", "other"), (vet, nurse) if turned else (nurse, vet), strict=True))
    )

    assert before == [1, 1]
    assert [related_on(client, one) for one in (nurse, vet)] == [[], []]
    RefusedRelation.objects.all().delete()
    assert [len(related_on(client, one)) for one in (nurse, vet)] == [1, 1]


@on_pages
def test_profile_shows_what_editors_chose_while_the_rest_is_being_computed(client, monkeypatch):
    started = []
    monkeypatch.setattr(version_cache, "start_thread", started.append)
    nurse, vet = CareerFactory(title="Nurse"), CareerFactory(title="Vet")
    for title in ("Carer", "Baker"):
        CareerFactory(title=title)
    RelatedCareerFactory(career=nurse, other=vet, reason="does the same for animals")

    meanwhile = related_on(client, nurse)
    for make in started:
        make()

    assert meanwhile == [("Vet", "Does the same for animals")]
    assert [title for title, _ in related_on(client, nurse)] == ["Vet", "Carer", "Baker"]


@on_pages
def test_profile_leaves_out_at_once_what_the_last_computing_still_held(client, monkeypatch):
    nurse, vet, carer, baker = (CareerFactory(title=one) for one in ("Nurse", "Vet", "Carer", "Baker"))
    assert [title for title, _ in related_on(client, nurse)] == ["Vet", "Carer", "Baker"]
    monkeypatch.setattr(version_cache, "start_thread", lambda make: None)

    RefusedRelationFactory(career=vet, other=nurse)
    Career.objects.filter(pk=carer.pk).update(publish_at=None)
    RelatedCareerFactory(career=nurse, other=baker, reason="gets up as early")

    assert related_on(client, nurse) == [("Baker", "Gets up as early")]


@on_pages
def test_profile_gains_a_related_career_at_its_moment(client):
    nurse = CareerFactory(title="Nurse")
    CareerFactory(title="Vet", publish_at=NOON)

    with time_machine.travel(NOON - timedelta(seconds=1), tick=False):
        before = related_on(client, nurse)
    with time_machine.travel(NOON, tick=False):
        after = related_on(client, nurse)

    assert [len(before), len(after)] == [0, 1]


@on_pages
def test_texts_of_a_career_that_is_new_to_the_index_count(client):
    heard = {"day_to_day": "- hear stethoscopes, lungs and coughs", "main_sector": None}
    nurse = CareerFactory(title="Nurse", summary="Nurse.", **heard)
    assert related_on(client, nurse) == []

    for title in ("Doctor", "Consultant"):
        CareerFactory(title=title, summary=title, **heard)
    CareerFactory(title="Baker", summary="Baker.", day_to_day="- bake bread", main_sector=None)
    CareerFactory(title="Nurse without a day", summary="Stethoscopes, lungs, coughs.", main_sector=None)

    assert dict(related_on(client, nurse)) == {
        "Doctor": "Similar work from day to day",
        "Consultant": "Similar work from day to day",
        "Baker": "Something different",
        "Nurse without a day": "Something different",
    }


@on_pages
def test_explore_is_filled_by_computed_careers_too(client):
    nurse = CareerFactory(title="Nurse")
    for title in ("Actor", "Baker", "Carer", "Dancer"):
        CareerFactory(title=title)
    zoologist = CareerFactory(title="Zoologist")
    for career in (nurse, zoologist):
        CareerInterestFactory(career=career, interest="helping")
    FeaturedMonthFactory(career=Career.objects.get(title="Dancer"), year=2026, month=11)

    with time_machine.travel(NOON, tick=False):
        page = Page(client.get("/careers/nurse/"))

    assert parts(page.section("explore"), "h3")[:2] == ["Dancer", "Zoologist"]


@pytest.mark.django_db(transaction=True)
def test_related_careers_and_the_index_are_made_in_other_threads_at_once(client, monkeypatch):
    threads = []

    def begin(make):
        threads.append(Thread(target=version_cache.run_in_thread, args=[make]))
        threads[-1].start()

    monkeypatch.setattr(version_cache, "start_thread", begin)
    nurse = CareerFactory(title="Nurse")
    CareerFactory(title="Vet")

    meanwhile = client.get("/careers/?q=nurse"), client.get(nurse.get_absolute_url())
    for thread in threads:
        thread.join(20)

    assert [response.status_code for response in meanwhile] == [200, 200]
    assert len(threads) >= 2
    assert [title for title, _ in related_on(client, nurse)] == ["Vet"]
    for thread in threads:
        thread.join(20)


@on_pages
@pytest.mark.parametrize("rows", [1, 3])
def test_computing_query_count_is_flat(django_assert_num_queries, rows):
    subject = SubjectFactory()
    for career in CareerFactory.create_batch(2 * rows):
        career.subjects.add(subject)
        RequirementFactory(career=career, route=RouteFactory(career=career))
    related_careers_cache.current(NOON)  # which makes the catalogue, too
    related_careers_cache._cache.forget()
    live._cache.forget()
    content_version.forget()

    # version; the next turn; who tells of the day; the index: its careers, its next turn
    with django_assert_num_queries(5):
        found = related_careers_cache.current(NOON)

    assert len(found) == 2 * rows


@on_pages
def test_refusing_again_or_oneself_changes_nothing():
    nurse, vet = CareerFactory(), CareerFactory()

    for _ in range(2):
        related_careers_cache.refuse(career=nurse, others=[vet.pk, nurse.pk, 0, vet.pk + 1000])

    assert list(RefusedRelation.objects.values_list("career", "other")) == [(nurse.pk, vet.pk)]
    assert not RelatedCareer.objects.exists()


@on_pages
def test_home_and_profile_are_warm_after_readiness(client, django_assert_num_queries):
    CareerFactory(title="Nurse")
    CareerFactory(title="Vet")
    client.get("/readyz")
    warm(client, "/")

    with django_assert_num_queries(1):  # the content version
        client.get("/")
