//! The window's door: the real commands behind the real access list, without a display.
