"""The auditor over filed reports: their books, findings with people's decisions, rules as an area set
them."""
