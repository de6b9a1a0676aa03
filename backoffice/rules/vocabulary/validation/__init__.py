"""Closed lists of the validation desk: papers, tasks, texts."""
