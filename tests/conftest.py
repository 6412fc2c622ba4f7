"""What every test shares: how many examples the property tests draw, and from which dice."""

import os

from hypothesis import HealthCheck, settings

from clinic_engines import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings"]

# A busy machine is slow without being wrong, so no example fails for its time alone.
settings.register_profile(
    "daily", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
# The same dice on every submission: a red run must mean that the change is at fault.
settings.register_profile("ci", settings.get_profile("daily"), derandomize=True)
# New dice each time: a long run is there to find what the fixed ones never throw.
settings.register_profile(
    "deep", settings.get_profile("daily"), derandomize=False, max_examples=2_000
)


def choose_profile() -> str:
    """Name the profile that the environment asks for; LUMBALIS_DEEP wins over CI."""
    if os.environ.get("LUMBALIS_DEEP") == "1":
        return "deep"
    return "ci" if os.environ.get("CI") else "daily"


settings.load_profile(choose_profile())
