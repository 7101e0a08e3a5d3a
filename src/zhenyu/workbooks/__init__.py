"""Any clerk's file as tables: cells, merged ranges, headings, units, and what each row is. A library: no
Django, no database."""
