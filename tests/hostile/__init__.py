"""Requests that are made to hurt, over a real server process.

Each has its right answer, and takes no more than its share of the server's memory and time: while it goes on a
bystander, another client in a process of its own, asks something small, and is never kept waiting.
"""
