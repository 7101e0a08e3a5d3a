"""From one definition of a ledger to the next: its impact, the altered table, large columns in the
background."""
