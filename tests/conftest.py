"""What every test shares."""

from hypothesis import settings

# A busy machine is no failure; what hangs meets the timeout of pytest.
settings.register_profile("abutre", settings(), deadline=None)
settings.load_profile("abutre")

pytest_plugins = ["tests.postgres", "tests.redis_server"]
