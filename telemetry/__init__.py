"""What can be measured from outside: where the time goes."""
