"""Shipments: parcels, their tracking, and the subscription that follows an order."""
