"""Makes the tables and the accounts."""

import os

import app  # noqa: F401  settings come first
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.management import call_command

call_command("migrate", verbosity=0)
hashed = make_password(os.environ["BENCH_PASSWORD"])
User = get_user_model()
User.objects.bulk_create(
    User(username=email, email=email, password=hashed)
    for email in os.environ["BENCH_EMAILS"].split()
)
