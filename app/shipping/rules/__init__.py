"""Rules of shipping: which warehouse, across which border, for how much, until when. No SQL, no clock."""
