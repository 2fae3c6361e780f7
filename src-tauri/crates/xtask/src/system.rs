//! System packages: what a purpose needs, whether it is there, and how to get it.

mod apt;
mod elsewhere;
mod needs;

use crate::failure::Outcome;
use crate::workspace::Workspace;

pub(crate) use elsewhere::node_advice;
pub(crate) use needs::Purpose;

/// Sees to it that this system has what the purposes need: installs on Debian and Ubuntu, tells how elsewhere.
pub(crate) fn provide(workspace: &Workspace, purposes: &[Purpose]) -> Outcome<()> {
    if apt::is_here() { apt::provide(workspace, purposes) } else { elsewhere::demand(workspace, purposes) }
}

/// Whether a window can open on this machine as it is.
pub(crate) fn has_display() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    set("DISPLAY") || set("WAYLAND_DISPLAY")
}
