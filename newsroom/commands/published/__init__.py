"""What can be said of a published time: figures reconciled anew from the claims of until then."""
