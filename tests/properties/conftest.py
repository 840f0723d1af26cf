"""What holds for all properties."""

from hypothesis import HealthCheck, settings

# On a busy machine everything takes longer, and nothing is wrong with what is tested.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
