"""The city: the adapter that speaks to its back office, and a back office to run against."""
