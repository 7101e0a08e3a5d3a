"""What every template may use: numbers, days, addresses, small pictures."""
