"""Work beside the requests: jobs of many files, and telling of changes."""
