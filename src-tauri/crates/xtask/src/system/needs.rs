//! The table of Debian's and Ubuntu's packages: what each is for.

/// What is about to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Compile the app.
    Build,
    /// Show a window where there is no display.
    Display,
    /// Drive the real window in tests.
    Window,
    /// Drive the page in a browser.
    Browser,
}

/// One package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need {
    purpose: Purpose,
    /// Its name for apt.
    pub(crate) name: &'static str,
    /// What it is for, as said before it is installed.
    pub(crate) why: &'static str,
    /// Whether the purpose can go on without it, on a system whose apt does not have it.
    pub(crate) optional: bool,
}

const fn need(purpose: Purpose, name: &'static str, why: &'static str) -> Need {
    Need { purpose, name, why, optional: false }
}

const fn wish(purpose: Purpose, name: &'static str, why: &'static str) -> Need {
    Need { purpose, name, why, optional: true }
}

const NEEDS: &[Need] = &[
    need(Purpose::Build, "build-essential", "the C compiler for SQLite and cryptography, and the linker"),
    need(Purpose::Build, "pkg-config", "tells the build where the system's libraries are"),
    need(Purpose::Build, "libgtk-3-dev", "the window"),
    need(Purpose::Build, "libwebkit2gtk-4.1-dev", "the web view inside the window"),
    need(Purpose::Display, "xvfb", "a virtual display"),
    need(Purpose::Display, "dbus", "a message bus of its own for the virtual display"),
    need(Purpose::Display, "openbox", "gives windows on the virtual display a frame and the keyboard"),
    need(Purpose::Display, "imagemagick", "takes the screenshot"),
    need(Purpose::Display, "fonts-dejavu-core", "letters in the picture"),
    need(Purpose::Display, "fonts-noto-cjk", "Chinese letters in the picture"),
    wish(Purpose::Display, "fonts-inter", "the typeface the window likes best"),
    need(Purpose::Window, "webkit2gtk-driver", "drives the web view in the window tests"),
    need(Purpose::Window, "gnome-keyring", "a real keychain for the window tests"),
    need(Purpose::Window, "xdotool", "real key presses and wheel turns"),
    // Ubuntu ships Chromium as a snap only; the browser level is left out there.
    wish(Purpose::Browser, "chromium", "the browser of the browser tests and screenshots"),
];

/// The packages for some purposes, in the order of the table.
pub(crate) fn needs(purposes: &[Purpose]) -> Vec<Need> {
    NEEDS.iter().filter(|need| purposes.contains(&need.purpose)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn building_asks_for_no_display_and_no_browser() {
        let names: Vec<_> = needs(&[Purpose::Build]).iter().map(|need| need.name).collect();
        assert!(names.contains(&"libwebkit2gtk-4.1-dev"), "{names:?}");
        assert!(!names.contains(&"xvfb") && !names.contains(&"chromium"), "{names:?}");
    }

    #[test]
    fn every_package_is_named_once_and_explained() {
        for (index, need) in NEEDS.iter().enumerate() {
            assert!(!need.why.is_empty(), "{} is not explained", need.name);
            assert!(NEEDS.iter().skip(index + 1).all(|other| other.name != need.name), "{} is there twice", need.name);
        }
    }
}
