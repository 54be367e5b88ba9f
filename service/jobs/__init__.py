"""A sync as jobs in PostgreSQL, which any number of workers do together."""
