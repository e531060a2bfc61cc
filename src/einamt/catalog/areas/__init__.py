"""The city's areas: their boundaries from a GeoJSON file, and in which of them a point lies."""
