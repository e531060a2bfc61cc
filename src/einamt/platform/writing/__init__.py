"""Writing the rows of one operation together, under one condition, as fast as each database can."""
