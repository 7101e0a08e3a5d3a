"""The change log: changes, the images of rows inside them, and the seals that prove neither was altered."""
