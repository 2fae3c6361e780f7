//! The app without a window: hadal ask, list, show, export.
