"""Finding out: home, search, services, life events, offices, and what a city must say about its pages."""
