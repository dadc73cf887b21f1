"""What a developer runs. Not part of what is installed."""
