"""The engine that writes rows: staged, checked, merged, published to the rooms above. Called by actions and
imports."""
