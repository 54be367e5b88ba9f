"""The site as people see it: HTML made on the server, and the few scripts and styles that go with it."""
