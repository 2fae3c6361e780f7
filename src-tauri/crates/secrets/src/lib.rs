//! The API key in the keychain of the operating system, bound to its origin.
//!
//! The app holds one [`KeyRing`]: it knows the key of the environment, the keys already read, and the
//! [`Keychain`]. Nothing here writes a key to a file, and no type here prints one.
//!
//! A keychain may be missing, locked, or silent for minutes (a dialog that nobody answers, a stopped
//! daemon). So every blocking call runs on one thread of its own, and nobody waits for it longer than
//! [`ANSWER_LIMIT`].

mod error;
mod keychain;
mod origin;
mod platform;
mod ring;
mod secret;
mod session;
mod worker;

pub use error::KeychainError;
pub use keychain::{ANSWER_LIMIT, Keychain, SERVICE};
pub use origin::Origin;
pub use ring::{Kept, KeyLookup, KeyRing, Place};
pub use secret::Secret;
