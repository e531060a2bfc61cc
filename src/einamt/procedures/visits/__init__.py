"""The visit that an appointment becomes: arrived, called, served, or not come."""
