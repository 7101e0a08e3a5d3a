"""What a ledger is: its definition, read, checked, compared, merged and exchanged. Pure: no Django, no
database."""
