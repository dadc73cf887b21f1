"""What is asked and what is answered, whoever answers: the engine or Postgres."""
