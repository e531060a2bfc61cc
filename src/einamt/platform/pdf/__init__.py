"""Pages to print: typst makes PDF/A-2a and PDF/UA-1 of a template and values."""
