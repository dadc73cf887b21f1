"""What a process tells of itself: logs, metrics, spans, health."""
