"""Pages of one record: its fields, files, relations and past."""
