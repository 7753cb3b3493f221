"""The engine: a birth and a school in, a chart and its analysis out. Pure arithmetic over cited tables."""
