"""From raw text to paragraphs, sentences and known words."""
