"""Files: what they are, where they are kept, how they are written whole, and what encoding a text is in."""
