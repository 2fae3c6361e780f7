//! What crosses to the window: commands, events, error codes, and their TypeScript.
