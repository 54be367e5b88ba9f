"""Orders to agents as an intruder may put them into a page."""
