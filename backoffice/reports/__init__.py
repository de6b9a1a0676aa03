"""Frozen sheets in, bytes of PDF and workbooks out."""
