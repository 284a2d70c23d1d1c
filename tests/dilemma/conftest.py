"""What every test shares."""

from hypothesis import settings

settings.register_profile("house", deadline=None)  # a first call compiles
settings.load_profile("house")
