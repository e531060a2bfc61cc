"""The visit to an office, with an appointment or without: arrived, called, served, gone, or not come."""
