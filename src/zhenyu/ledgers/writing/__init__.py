"""The engine that writes rows: staged, judged, merged, told to the rooms above. Called by actions and
imports."""
