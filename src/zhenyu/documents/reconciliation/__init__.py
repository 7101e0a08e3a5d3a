"""A report beside the books, and beside other reports."""
