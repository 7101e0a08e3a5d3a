"""Values every room speaks in: codes, periods, quantities, numbers that identify. Pure: no database, no
files."""
