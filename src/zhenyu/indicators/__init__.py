"""Engine 2: ledger rows and entered values become figures of any area and period, each traceable to its
rows."""
