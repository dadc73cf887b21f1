"""The servers in a data folder, and the commands that run them: real processes, really killed."""
