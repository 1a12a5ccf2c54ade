"""Place and time of a story: names to countries, regions, zones; local clock times and weekdays to UTC."""
