"""Commands of the indicators. Django is imported inside functions only."""
