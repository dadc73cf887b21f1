"""Whole journeys through a running shop, over HTTP and sockets, against the real parts."""
