"""The same examples are drawn each time; none has a deadline."""

from hypothesis import settings

settings.register_profile("influence", deadline=None, derandomize=True)
settings.load_profile("influence")
