"""Every numeral of a paragraph: quantities, dates, units, and what is no figure."""
