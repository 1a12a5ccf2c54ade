"""Printed clocks and zones in; moments in UTC out."""
