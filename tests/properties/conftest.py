"""What holds for all properties."""

import os

from hypothesis import HealthCheck, settings

# On a busy machine everything takes longer, and nothing is wrong with what is tested. Every run draws the same
# examples: a failure is found again, and nothing fails by chance; `make fuzz` draws anew.
settings.register_profile(
    "properties",
    max_examples=int(os.environ.get("EXAMPLES", "150")),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("properties")
