//! One window a history: a second start brings the first to the front and ends.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use tauri::plugin::TauriPlugin;
use tauri::{Manager, Wry};

/// The arguments of the second start are not trusted and not read: all it can do is to bring the window to the front.
pub(crate) fn plugin(data_dir: &Path) -> TauriPlugin<Wry> {
    // Two histories may be open side by side: the name on the bus carries which one.
    let mut hasher = DefaultHasher::new();
    std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned()).hash(&mut hasher);
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("io.github.hadal.Hadal.h{:016x}", hasher.finish()))
        .callback(|app, _, _| {
            if let Some(window) = app.get_webview_window("main") {
                let brought = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
                if let Err(error) = brought {
                    tracing::warn!(%error, "the window could not be brought to the front");
                }
            }
        })
        .build()
}
