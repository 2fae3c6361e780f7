//! Prints the contract; `cargo xtask types` writes it to its place in the window's sources.

fn main() {
    print!("{}", hadal_wire::contract());
}
