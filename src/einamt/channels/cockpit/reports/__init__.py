"""Reports: looked at as drafts, issued, mailed; and answers to the parliament with their evidence."""
