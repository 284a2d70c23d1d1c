"""Drivers: what the answer of a study depends on. Plain arrays in, frozen answers out; each page cites its paper."""
