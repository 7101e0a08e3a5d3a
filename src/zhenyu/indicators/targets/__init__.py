"""Targets: what is wanted of an area, its parts and its months."""
