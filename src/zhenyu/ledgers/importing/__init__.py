"""A file on its way to rows: which tables and columns are a ledger's, and the workbook with its faults
marked."""
