"""Handing the catalogue to other systems: XZuFi, the Berlin service database format, and a table for editors.

Each writer streams: it reads the catalogue in pages and keeps one of them in memory.
"""
