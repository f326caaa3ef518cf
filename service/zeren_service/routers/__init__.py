"""One router file for each resource of the HTTP API: HTTP in, catalogue calls, bytes out."""
