"""Work systems (“1357”), their goals and tasks, and the lights that say how each task stands."""
