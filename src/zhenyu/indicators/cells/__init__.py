"""Cells: moved by each write, computed from nothing, and compared."""
