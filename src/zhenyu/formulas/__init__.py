"""The small SQL of definitions: text → checked tree → PostgreSQL, Chinese. A library: no Django, no
database."""
