"""The desk's page as a service: the log and a store in, HTML and events to its readers out."""
