//! How the page is painted on a machine without a graphics card, which is most virtual ones.

#[cfg(target_os = "linux")]
use std::path::Path;
use tauri::WebviewWindow;

/// Without a card WebKitGTK imitates one in software, with a compiler of its own: 70 ms of a start of half a
/// second, and nothing is faster for it. The page is painted plainly there.
#[cfg(target_os = "linux")]
pub(crate) fn suit(window: &WebviewWindow) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};
    if has_card(Path::new("/dev")) {
        return;
    }
    let set = window.with_webview(|view| {
        if let Some(settings) = view.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
    if let Err(error) = set {
        tracing::debug!(%error, "the page is painted as on a machine with a card");
    }
}

/// Other systems paint in software by themselves.
#[cfg(not(target_os = "linux"))]
pub(crate) fn suit(_: &WebviewWindow) {}

/// What a driver of a card puts there: of the kernel, of NVIDIA alone, of Windows around this Linux.
#[cfg(target_os = "linux")]
fn has_card(devices: &Path) -> bool {
    let renders = std::fs::read_dir(devices.join("dri")).is_ok_and(|mut nodes| {
        nodes.any(|node| node.is_ok_and(|node| node.file_name().to_string_lossy().starts_with("renderD")))
    });
    renders || ["nvidia0", "dxg"].iter().any(|name| devices.join(name).exists())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::has_card;
    use std::fs;

    #[test]
    fn a_card_is_known_by_what_its_driver_puts_there() {
        let devices = tempfile::tempdir().expect("a directory");
        assert!(!has_card(devices.path()));
        fs::create_dir(devices.path().join("dri")).expect("a directory");
        fs::write(devices.path().join("dri/card0"), "").expect("a file");
        assert!(!has_card(devices.path()), "a screen without a card");
        fs::write(devices.path().join("dri/renderD128"), "").expect("a file");
        assert!(has_card(devices.path()));
        let windows = tempfile::tempdir().expect("a directory");
        fs::write(windows.path().join("dxg"), "").expect("a file");
        assert!(has_card(windows.path()));
    }
}
