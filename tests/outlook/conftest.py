"""A first call compiles, so that no example has a deadline; the same examples are drawn each time."""

from hypothesis import settings

settings.register_profile("outlook", deadline=None, derandomize=True)
settings.load_profile("outlook")
