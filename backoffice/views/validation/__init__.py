"""Certificates on the desk: the paper, what it is compared with, the checklist, the decision."""
