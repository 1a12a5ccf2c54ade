"""Other people's servers, asked politely and safely: addresses, limits, robots.txt."""
