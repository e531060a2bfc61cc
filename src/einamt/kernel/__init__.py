"""What every floor may know: plain values and rules without Django and without a database."""
