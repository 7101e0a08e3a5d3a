"""What an indicator is and how it is computed from others. Pure: no Django, no database."""
