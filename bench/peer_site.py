"""django-survey-and-report with one survey of five questions on one page; a program of its own virtual environment.

SQLite gets the settings that serve it best under load (a write-ahead log, writers that queue), as ours has them.

Run with that venv's Python: `python peer_site.py` makes the database beside it, `granian peer_site:application` serves.
"""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings

FOLDER = Path(os.environ["PEER_FOLDER"])
CONTEXT = ("auth.context_processors.auth", "messages.context_processors.messages")
CONTRIB = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")
FOUR_STEPS = "ample, sufficient, insufficient, very insufficient"
QUESTIONS = (
    ("How much professional space do you have?", FOUR_STEPS),
    ("Can you follow your own judgement?", FOUR_STEPS),
    ("Is there time to reflect?", FOUR_STEPS),
    ("Are you equipped for your work?", FOUR_STEPS),
    ("How much do you enjoy your work?", "10, 9, 8, 7, 6, 5, 4, 3, 2, 1"),
)

settings.configure(
    SECRET_KEY="only-for-a-benchmark-on-this-machine",
    DEBUG=False,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="peer_site",
    STATIC_URL="/static/",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    CHOICES_SEPARATOR=",",
    INSTALLED_APPS=[*(f"django.contrib.{name}" for name in CONTRIB), "survey"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.template.context_processors.i18n",
                    "django.template.context_processors.static",
                    *(f"django.contrib.{name}" for name in CONTEXT),
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(FOLDER / "peer.db"),
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode = wal"},
        }
    },
)
django.setup()

from django.contrib import admin  # noqa: E402  # Django wants its settings first.
from django.core.wsgi import get_wsgi_application  # noqa: E402  # As above.
from django.urls import include, path  # noqa: E402  # As above.

urlpatterns = [
    path("accounts/", include("django.contrib.auth.urls")),
    path("admin/", admin.site.urls),
    path("", include("survey.urls")),
]
application = get_wsgi_application()


def make_survey() -> None:
    """Create the tables, and a survey on one page that anybody may fill in."""
    from django.core.management import call_command
    from survey.models import Question, Survey

    call_command("migrate", verbosity=0)
    survey = Survey.objects.create(
        name="Five questions", description="", is_published=True, need_logged_user=False, editable_answers=True
    )
    for place, (text, choices) in enumerate(QUESTIONS):
        Question.objects.create(
            text=text, order=place, required=False, survey=survey, type=Question.RADIO, choices=choices
        )


if __name__ == "__main__":
    make_survey()
