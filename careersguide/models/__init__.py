from careersguide.models.job import Job
from careersguide.models.site import Banner, Page, SchoolHoliday, SiteSettings
from careersguide.models.user import User

__all__ = ["Banner", "Job", "Page", "SchoolHoliday", "SiteSettings", "User"]
