"""Looking for viruses in files, by a scanner that the city runs: a port, and an adapter for ClamAV."""
