"""Documents that the city issues on a case: sealed, fetched by their holder, checked by anybody."""
