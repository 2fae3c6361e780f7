//! Other systems: names the missing parts and how to get them. Nothing is installed without being asked.

use crate::failure::{Failure, Outcome};
use crate::program;
use crate::workspace::Workspace;

use super::needs::Purpose;

/// Programs that a Linux without apt must bring by itself, and the package that has them on most.
#[cfg(target_os = "linux")]
const PROGRAMS: &[(Purpose, &str, &str)] = &[
    (Purpose::Build, "cc", "a C compiler (cc)"),
    (Purpose::Build, "pkg-config", "pkg-config"),
    (Purpose::Display, "Xvfb", "a virtual display (Xvfb)"),
    (Purpose::Display, "dbus-daemon", "a message bus (dbus-daemon)"),
    (Purpose::Display, "import", "ImageMagick (import)"),
    (Purpose::Window, "WebKitWebDriver", "the driver of WebKitGTK (WebKitWebDriver)"),
    (Purpose::Files, "pdftotext", "the PDF tools of Poppler (pdftotext)"),
    (Purpose::Keychain, "gnome-keyring-daemon", "a keychain (gnome-keyring-daemon)"),
];

/// How a package manager is asked for the parts of a build.
const MANAGERS: &[(&str, &str)] = &[
    ("dnf", "sudo dnf install gcc gcc-c++ make pkgconf-pkg-config gtk3-devel webkit2gtk4.1-devel"),
    ("pacman", "sudo pacman -S --needed base-devel gtk3 webkit2gtk-4.1"),
    ("zypper", "sudo zypper install gcc gcc-c++ make pkg-config gtk3-devel webkit2gtk3-devel"),
    ("apk", "doas apk add build-base pkgconf gtk+3.0-dev webkit2gtk-4.1-dev"),
];

/// Fails with names and commands if a part is missing.
pub(crate) fn demand(workspace: &Workspace, purposes: &[Purpose]) -> Outcome<()> {
    let missing = missing(workspace, purposes);
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("Parts of this system are missing: {}.", missing.join(", "))).advice(advice()))
}

#[cfg(target_os = "linux")]
fn missing(workspace: &Workspace, purposes: &[Purpose]) -> Vec<&'static str> {
    let absent =
        |(purpose, program, _): &&(Purpose, &str, &str)| purposes.contains(purpose) && !program::exists(program);
    let mut missing: Vec<_> = PROGRAMS.iter().filter(absent).map(|(_, _, part)| *part).collect();
    for (library, part) in [("gtk+-3.0", "GTK 3 for developers"), ("webkit2gtk-4.1", "WebKitGTK 4.1 for developers")] {
        if program::stdout(program::command(workspace, "pkg-config").args(["--modversion", library])).is_none() {
            missing.push(part);
        }
    }
    missing
}

#[cfg(target_os = "macos")]
fn missing(workspace: &Workspace, _purposes: &[Purpose]) -> Vec<&'static str> {
    let tools = program::stdout(program::command(workspace, "xcode-select").arg("-p"));
    if tools.is_some() { Vec::new() } else { vec!["the Xcode command line tools"] }
}

#[cfg(target_os = "windows")]
fn missing(_workspace: &Workspace, _purposes: &[Purpose]) -> Vec<&'static str> {
    // rustup's own installer asks for the C++ build tools, and Windows 10 and 11 bring WebView2.
    Vec::new()
}

#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
fn missing(_workspace: &Workspace, _purposes: &[Purpose]) -> Vec<&'static str> {
    vec!["everything: Hadal is made for Linux, macOS and Windows"]
}

fn advice() -> String {
    if cfg!(target_os = "macos") {
        return "xcode-select --install".to_owned();
    }
    if cfg!(windows) {
        return windows_advice().to_owned();
    }
    MANAGERS
        .iter()
        .find(|(manager, _)| program::exists(manager))
        .map_or_else(|| "install them with this system's package manager".to_owned(), |(_, line)| (*line).to_owned())
}

/// How Windows gets its parts.
pub(crate) fn windows_advice() -> &'static str {
    "winget install Microsoft.VisualStudio.2022.BuildTools (with \"Desktop development with C++\") \
     and winget install Microsoft.EdgeWebView2Runtime"
}

/// How this system gets Node.
pub(crate) fn node_advice() -> &'static str {
    if cfg!(target_os = "macos") {
        "brew install node"
    } else if cfg!(windows) {
        "winget install OpenJS.NodeJS.LTS"
    } else {
        "install Node 20.19 or later with npm, from your distribution or from nodejs.org"
    }
}
