//! Whether there is a screen to open a window on.

/// The window system would end the program without a word when there is none.
pub(crate) fn check() -> Result<(), &'static str> {
    if cfg!(target_os = "linux") {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if !set("DISPLAY") && !set("WAYLAND_DISPLAY") {
            return Err(
                "there is no display to open a window on; `hadal ask`, `list`, `show` and `export` work without one",
            );
        }
    }
    Ok(())
}
