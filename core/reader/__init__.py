"""The reading made without a language model: facts → claims → plan → sentences → check.

`read` is the front door. The same chart on the same day gives the same words, byte for byte.
"""

from core.reader.reading import Reading, Section
from core.reader.writer import MATTERS, TOPICS, read

__all__ = ["MATTERS", "TOPICS", "Reading", "Section", "read"]
