from profiles.content import ContentChange
from profiles.models.career import (
    RESERVED_SLUGS,
    Career,
    CareerCondition,
    CareerSkill,
    CareerSlug,
    CareerState,
    CareerTitle,
    CodeScheme,
    ExternalCode,
    RelatedCareer,
)
from profiles.models.featured import FeaturedMonth
from profiles.models.qualification import Qualification, Requirement, Route, RouteKind, Strength
from profiles.models.source import ImportRecord, Licence, Source
from profiles.models.vocabulary import Condition, ConditionFamily, Sector, Skill, Subject

__all__ = [
    "RESERVED_SLUGS",
    "Career",
    "CareerCondition",
    "CareerSkill",
    "CareerSlug",
    "CareerState",
    "CareerTitle",
    "CodeScheme",
    "Condition",
    "ConditionFamily",
    "ContentChange",
    "ExternalCode",
    "FeaturedMonth",
    "ImportRecord",
    "Licence",
    "Qualification",
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
