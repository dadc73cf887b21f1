"""What can be measured: one module for each question, whose results are plain data that can be kept."""
