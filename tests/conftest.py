"""Settings of all tests: random ones are the same at every run, and no slow machine makes one fail."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "meshctl", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile("meshctl")
