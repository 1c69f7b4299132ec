"""Anju (安居): public rental housing, from one ID number to the keys and back."""
