//! How far it is, on a line of the terminal that is written over; nothing where stderr is a file.

use std::io::{IsTerminal as _, Write as _};

pub(crate) fn shown(conversations: u64) {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r{conversations} conversations");
    }
}

pub(crate) fn cleared() {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[K");
    }
}
