"""The frame every page stands in, the components they share, the cockpit and the front end."""
