"""The words of people: searches that found nothing, and the editors' own words for the search."""
