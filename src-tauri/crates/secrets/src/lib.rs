//! The API key in the keychain of the operating system, bound to its origin.
