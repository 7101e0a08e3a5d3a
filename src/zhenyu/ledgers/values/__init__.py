"""Text ↔ typed value of each field type, and what is wrong with a cell. Pure: no Django, no database."""
