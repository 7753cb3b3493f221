"""The schema's history. One idea a revision, each of which may be run again after it was cut off half-way."""
