"""Data quality: which office delivers late, incomplete or implausible figures."""
