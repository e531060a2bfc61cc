"""What can be done with the city: operations and queries that know no HTTP."""
