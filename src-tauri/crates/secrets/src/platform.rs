//! The store of this operating system, opened by us, and what its errors mean.
//!
//! Decision (2026-11-22): entries are `keyring::Entry` (keyring 4.2), but never made by `keyring::Entry::new`. That
//! constructor opens the store once, in a static: where the first try fails (no bus yet, service not up),
//! every later one fails until the app quits, and it replaces a store that a test has set. keyring 4's own
//! documentation sends applications that want control to keyring-core and the store crates. So the store is
//! opened here, again after each failure, and the entry is put together from its parts. What would change
//! it: a keyring release whose `Entry` takes a store.

use crate::KeychainError;
use keyring_core::{CredentialStore, Error};
use std::sync::Arc;

/// Opens the store of this operating system. On Linux this connects to the session bus and blocks.
#[cfg(target_os = "linux")]
pub(crate) fn open_store() -> Result<Arc<CredentialStore>, Error> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// Opens the login keychain.
#[cfg(target_os = "macos")]
pub(crate) fn open_store() -> Result<Arc<CredentialStore>, Error> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

/// Opens the Credential Manager.
#[cfg(windows)]
pub(crate) fn open_store() -> Result<Arc<CredentialStore>, Error> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// Other systems have no keychain that we know.
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
pub(crate) fn open_store() -> Result<Arc<CredentialStore>, Error> {
    Err(Error::NoDefaultStore)
}

/// What a failure to open the store means: whatever the reason, there is nothing to talk to.
pub(crate) fn opening_failed(error: &Error) -> KeychainError {
    match meaning(error) {
        KeychainError::Refused(words) => {
            tracing::info!(%words, "keychain cannot be opened");
            KeychainError::Missing
        }
        known => known,
    }
}

/// What a failed call means.
pub(crate) fn meaning(error: &Error) -> KeychainError {
    match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => {
            if let Some(known) = platform_meaning(cause.as_ref()) {
                return known;
            }
            if matches!(error, Error::NoStorageAccess(_)) {
                return KeychainError::Locked;
            }
            KeychainError::refused(error)
        }
        Error::NoDefaultStore => KeychainError::Missing,
        // The bytes in these two may be the key: their text is not repeated.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            KeychainError::Refused("the stored key cannot be read".to_owned())
        }
        Error::Ambiguous(_) => KeychainError::Refused("more than one key is stored".to_owned()),
        other => KeychainError::refused(other),
    }
}

/// Secret Service errors by their own type: the store crate sorts them differently by call.
#[cfg(target_os = "linux")]
fn platform_meaning(cause: &(dyn std::error::Error + 'static)) -> Option<KeychainError> {
    use secret_service::Error as Service;
    match cause.downcast_ref::<Service>()? {
        // Measured with gnome-keyring 42: a prompt that cannot be shown counts as dismissed.
        Service::Locked | Service::Prompt | Service::PromptDisconnected => Some(KeychainError::Locked),
        // `NoResult` is what a service without a default collection answers to a write.
        Service::NoResult | Service::Unavailable => Some(KeychainError::Missing),
        _ => None,
    }
}

#[cfg(not(target_os = "linux"))]
fn platform_meaning(_cause: &(dyn std::error::Error + 'static)) -> Option<KeychainError> {
    None
}
