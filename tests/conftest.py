"""What every test shares: Hypothesis without deadlines (a first call compiles), the same examples in CI every time."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") or os.environ.get("CM_REQUIRE_ALL") else "desk")
