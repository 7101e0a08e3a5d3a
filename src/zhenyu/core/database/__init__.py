"""The database as the house uses it: roles and row security, locks, functions it may trust, its sort
order."""
