//! The table of Debian's and Ubuntu's packages: what each is for.

/// What is about to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Compile the app.
    Build,
    /// Show a window where there is no display.
    Display,
    /// Meet a real keychain in tests.
    Keychain,
    /// Make system calls fail in tests.
    Faults,
    /// Read exported files with other programs in tests.
    Files,
    /// Drive the real window in tests.
    Window,
    /// Drive the page in a browser.
    Browser,
}

/// One package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need {
    /// Its name for apt.
    pub(crate) name: &'static str,
    /// What it is for, as said before it is installed.
    pub(crate) why: &'static str,
    purposes: &'static [Purpose],
    /// Whether the purpose can go on without it, on a system whose apt does not have it.
    pub(crate) optional: bool,
}

const fn need(purposes: &'static [Purpose], name: &'static str, why: &'static str) -> Need {
    Need { name, why, purposes, optional: false }
}

const fn wish(purposes: &'static [Purpose], name: &'static str, why: &'static str) -> Need {
    Need { name, why, purposes, optional: true }
}

const NEEDS: &[Need] = {
    use Purpose::{Browser, Build, Display, Faults, Files, Keychain, Window};
    &[
        need(&[Build], "build-essential", "the C compiler for SQLite and cryptography, and the linker"),
        need(&[Build], "pkg-config", "tells the build where the system's libraries are"),
        need(&[Build], "libgtk-3-dev", "the window"),
        need(&[Build], "libwebkit2gtk-4.1-dev", "the web view inside the window"),
        need(&[Display], "xvfb", "a virtual display"),
        need(&[Display, Keychain], "dbus", "a message bus apart from the user's own"),
        need(&[Display], "openbox", "gives windows on the virtual display a frame and the keyboard"),
        need(&[Display], "imagemagick", "takes the screenshot"),
        need(&[Display, Browser, Files], "fonts-dejavu-core", "letters in pictures and on pages"),
        need(&[Display, Browser, Files], "fonts-noto-cjk", "Chinese letters in pictures and on pages"),
        wish(&[Display, Browser], "fonts-inter", "the typeface the window likes best"),
        need(&[Keychain], "gnome-keyring", "a real keychain for the tests, apart from the user's own"),
        need(&[Faults], "strace", "makes system calls fail, and records what is written for the power cuts"),
        need(&[Files], "poppler-utils", "reads the PDF of exports as other programs do"),
        need(&[Window], "webkit2gtk-driver", "drives the web view in the window tests"),
        need(&[Window], "xdotool", "real key presses and wheel turns"),
        need(&[Window], "xclip", "a real clipboard"),
        // Ubuntu ships Chromium as a snap only; the browser level is left out there.
        wish(&[Browser], "chromium", "the browser of the browser tests and screenshots"),
    ]
};

/// The packages for some purposes, in the order of the table.
pub(crate) fn needs(purposes: &[Purpose]) -> Vec<Need> {
    NEEDS.iter().filter(|need| need.purposes.iter().any(|purpose| purposes.contains(purpose))).copied().collect()
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
