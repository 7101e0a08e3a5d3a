"""Forms of files → text with locations, tables and figures. No Django, no database."""
