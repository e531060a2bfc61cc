"""Decisions (Bescheide) on a case: how they are made known, since when they have effect, until when one can object."""
