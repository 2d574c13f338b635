"""Serving phones on a local network without internet: addresses, certificates, and the page that installs them."""
