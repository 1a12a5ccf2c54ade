"""The page of the desk: questions of readers in, HTML and events out; what runs it is `newsroom/services/desk.py`."""
