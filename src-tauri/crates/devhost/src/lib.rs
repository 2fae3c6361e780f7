//! The same window and commands for an ordinary browser, on loopback with a token; in no release.
