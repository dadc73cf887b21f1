"""What is searched for, clicked and ordered: events from storefronts, and charts for staff."""
