"""The editors' admin of careers, one module a noun."""

from profiles.admin.career import CareerAdmin
from profiles.admin.featured import FeaturedMonthAdmin
from profiles.admin.missed_search import MissedSearchAdmin
from profiles.admin.vocabulary import (
    ConditionAdmin,
    LicenceAdmin,
    QualificationAdmin,
    SectorAdmin,
    SkillAdmin,
    SourceAdmin,
    SubjectAdmin,
)

__all__ = [
    "CareerAdmin",
    "ConditionAdmin",
    "FeaturedMonthAdmin",
    "LicenceAdmin",
    "MissedSearchAdmin",
    "QualificationAdmin",
    "SectorAdmin",
    "SkillAdmin",
    "SourceAdmin",
    "SubjectAdmin",
]
