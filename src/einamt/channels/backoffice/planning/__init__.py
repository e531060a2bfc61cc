"""Pages of supply planning, for office managers and for those who plan the whole city."""
