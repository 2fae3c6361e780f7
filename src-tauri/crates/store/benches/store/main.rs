//! The benchmark of the history.
fn main() {}
