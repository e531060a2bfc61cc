"""What surrounds every request: headers, proxies, logs without personal data, metrics, health."""
