from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from webinars.addresses import normal_email


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(email=normal_email(username))

    def create_user(self, email, password=None, **fields):
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who works on the site. Advisers and pupils are not users.

    Personal columns: ``email`` and ``name``, kept until an administrator deletes the person.
    """

    email = models.EmailField(
        "e-mail",
        unique=True,
        error_messages={"unique": "There is already a person with this e-mail address."},
        help_text="Used to sign in.",
    )
    name = models.CharField(max_length=120, blank=True, help_text="As colleagues know them.")
    is_staff = models.BooleanField("may sign in here", default=False)
    is_active = models.BooleanField("active", default=True, help_text="Untick instead of deleting.")
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["email", "pk"]
        constraints = [
            models.CheckConstraint(
                name="user_email_lower_case",
                condition=models.Q(email=Lower("email")),
                violation_error_message="Write the e-mail address in small letters.",
            ),
        ]

    def __str__(self):
        return self.email

    def clean(self):
        self.email = normal_email(self.email)

    def get_full_name(self):
        return self.name or self.email

    def get_short_name(self):
        return self.name or self.email
