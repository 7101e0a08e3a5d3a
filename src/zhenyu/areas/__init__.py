"""The administrative tree: areas by their national codes, and what becomes of them in time."""
