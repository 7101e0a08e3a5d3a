"""Forms of files → text with places, tables and figures. No Django, no database."""
