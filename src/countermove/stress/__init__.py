"""Stress: vary whatever a model leaves uncertain, for every kind alike, and say what the answer rests on."""
