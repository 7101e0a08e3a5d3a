"""The demonstration county: invented places, people and books, and the furnishing of a database with them."""
