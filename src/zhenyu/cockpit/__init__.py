"""What knows every room: the cockpit's key figures, this week, search over everything, the API put
together."""
