"""The figures that are promised, measured: ``make bench`` prints them as JSON."""
