"""Pages of the report library."""
