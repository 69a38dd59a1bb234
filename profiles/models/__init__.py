from profiles.models.career import (
    LONGEST_OTHER_TITLE,
    RESERVED_SLUGS,
    Career,
    CareerCondition,
    CareerInterest,
    CareerSkill,
    CareerSlug,
    CareerTitle,
    CodeScheme,
    ExternalCode,
    RefusedRelation,
    RelatedCareer,
)
from profiles.models.career_state import CareerState
from profiles.models.featured import FeaturedMonth
from profiles.models.missed_search import MissedSearch, MissedState
from profiles.models.qualification import Qualification, Requirement, Route, RouteKind, Strength
from profiles.models.source import ImportRecord, Licence, Source
from profiles.models.vocabulary import Condition, ConditionFamily, Interest, Sector, Skill, Subject

__all__ = [
    "LONGEST_OTHER_TITLE",
    "RESERVED_SLUGS",
    "Career",
    "CareerCondition",
    "CareerInterest",
    "CareerSkill",
    "CareerSlug",
    "CareerState",
    "CareerTitle",
    "CodeScheme",
    "Condition",
    "ConditionFamily",
    "ExternalCode",
    "FeaturedMonth",
    "ImportRecord",
    "Interest",
    "Licence",
    "MissedSearch",
    "MissedState",
    "Qualification",
    "RefusedRelation",
    "RelatedCareer",
    "Requirement",
    "Route",
    "RouteKind",
    "Sector",
    "Skill",
    "Source",
    "Strength",
    "Subject",
]
