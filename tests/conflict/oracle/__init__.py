"""The test oracle of the conflict kind: slow, plain, and straight from the definitions."""
