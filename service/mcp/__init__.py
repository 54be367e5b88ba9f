"""The documentation as an MCP server: the same answers, for agents that speak the Model Context Protocol."""
