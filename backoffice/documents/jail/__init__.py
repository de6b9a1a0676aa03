"""What shuts a process in: its limits, its system calls, on Linux and on Windows."""
