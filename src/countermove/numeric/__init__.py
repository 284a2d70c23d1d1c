"""Arithmetic that two kinds need: plain arrays in, arrays out, no documents, no drawing."""
