//! What only an operating system has: display, window, dialogs, other programs, one instance.

pub(crate) mod desk;
pub(crate) mod display;
mod graphics;
pub(crate) mod menu;
pub(crate) mod single_instance;
pub(crate) mod window;
