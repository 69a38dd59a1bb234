"""Profiles of our own invention, in the shape that the National Careers Service publishes."""

import json


def record(slug="lamplighter", **values):
    """The least profile that is whole."""
    return {
        "slug": slug,
        "title": slug.capitalize(),
        "description_html": "<p>Lamplighters light lamps.</p>",
        "categories": ["Home services"],
        "salary_starter": "variable",
        "salary_experienced": "variable",
        "hours_min": 0.0,
        "hours_max": 0.0,
        "hours_details": "a week",
        "modified_utc": "2020-11-16T14:29:58.9364270Z",
        "routes": {},
    } | values


def full_record(slug="lamplighter"):
    """A profile with something in every field."""
    return record(
        slug,
        categories=["Home services", "Environment and land", "Creative and media"],
        soc_code="1234",
        onet_code="12-3456.00",
        esco_occupation_label=["Lamplighter", "street light tender"],
        salary_starter="14000",
        salary_experienced="£25,500",
        hours_min=37.5,
        hours_max=40,
        hours_details="seasonal",
        working_pattern="evenings / weekends",
        working_pattern_details="on a rota",
        day_to_day_tasks=["<p>lighting lamps</p>", "<p>cleaning glass</p>"],
        digital_skills_html="<p>to be able to switch a computer on</p>",
        routes={
            "work": [{"Description": "<p>You could start as a helper.</p>"}],
            "university": [
                {
                    "RelevantSubjects": "<p>You could study light.</p>",
                    "FurtherInfo": "<p>At night.</p>",
                    "RequirementsPrefix": ["<p>You'll usually need:</p>"],
                    "Requirements": ["<p>2 or 3 A levels, or equivalent, including physics, for work</p>"],
                    "Links": [{"title": "Show Student finance", "Link": "student finance"}],
                }
            ],
            "apprenticeship": [{"RelevantSubjects": "<p>You could learn it.</p>"}],
        },
        apprenticeship_standards=["Lamp operative", "Light technician"],
        restrictions=["<p>be over 18 years of age</p>"],
        registrations=['<p>you\'ll need to register with the <a href="https://lamps.example">Guild</a></p>'],
        other_requirements=["<p>You must like the dark.</p>"],
        environment=["<p>at height and outdoors in all weathers</p>"],
        location=["<p>on the streets or in an office</p>"],
        uniform=["<p>a uniform</p>"],
        career_path_html="<p>You could become a chandler.</p>",
        professional_bodies_html="<p>Join the guild.</p>",
        career_tips_html="<p>Bring matches.</p>",
        further_information_html="<p>Ask a lamp.</p>",
    )


def write(path, records):
    path.write_text(json.dumps(records), encoding="utf-8")
    return path
