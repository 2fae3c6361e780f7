//! The standby: who answers when the server of the settings cannot, if the person has allowed it. It has a key of its own
//! address, or none; the key of the chosen server is never shown to it.

use crate::endpoint::Endpoint;
use crate::{Backend, Options, problem};
use hadal_deepseek::{ApiError, ApiKey};
use hadal_domain::ModelId;
use hadal_engine::{Failure, Model, WithStandby};
use hadal_secrets::{KeyLookup, KeyRing, Secret};
use hadal_wire::{AppInfo, CommandError, ErrorCode, KeyState, Settings, Standby, StandbyInfo};
use std::sync::Arc;

/// The standby of these settings; `None` when it is off, cannot be used, or is the server that is asked anyway.
pub(crate) fn of(settings: &Settings, chosen: &Endpoint) -> Option<Endpoint> {
    let standby = settings.standby.on.then(|| Endpoint::parse(&settings.standby.base_url).ok()).flatten()?;
    // The same way out of this computer.
    (standby.origin() != chosen.origin()).then(|| standby.through(chosen.proxy().clone()))
}

/// Who is asked: the chosen server, with the standby behind it.
pub(crate) fn model(
    chosen: &Endpoint,
    settings: &Settings,
    options: &Options,
    keyring: &KeyRing,
) -> Result<Arc<dyn Model>, CommandError> {
    let first = chosen.model(options, keyring)?;
    let Some(standby) = of(settings, chosen) else { return Ok(first) };
    let name = settings.standby.model.trim();
    let name = (!name.is_empty()).then(|| ModelId::new(name));
    Ok(Arc::new(WithStandby::new(first, standby.as_standby(options, keyring)?, standby.place(), name)))
}

/// A standby as it may be kept: an address that can be used, or none while it is off.
pub(crate) fn checked(wanted: Standby) -> Result<Standby, CommandError> {
    if !wanted.model.trim().is_empty() {
        crate::turn::model_id(&wanted.model)?;
    }
    if wanted.base_url.trim().is_empty() && !wanted.on {
        return Ok(wanted);
    }
    let base_url = Endpoint::parse(&wanted.base_url)?.typed().to_owned();
    Ok(Standby { base_url, ..wanted })
}

impl Backend {
    pub(crate) fn standby_info(settings: &Settings, chosen: &Endpoint, key: KeyState) -> Option<StandbyInfo> {
        of(settings, chosen).map(|standby| StandbyInfo { host: standby.place(), local: standby.is_local(), key })
    }

    /// Looks whether there is a key for the standby, and tells the windows.
    pub(crate) async fn look_up_standby_key(&self) {
        let Some(standby) = self.standby() else { return };
        let state = match self.inner.keyring.kept_key_for(&standby.origin()).await {
            KeyLookup::Present { .. } => KeyState::Present,
            KeyLookup::Missing => KeyState::Missing,
            KeyLookup::Unavailable(_) => KeyState::Unavailable,
        };
        self.face_mut().standby_key = state;
        self.tell_app();
    }

    /// Checks a key against the standby and keeps it for the standby's address alone.
    pub(crate) async fn keep_standby_key(&self, key: ApiKey) -> Result<AppInfo, CommandError> {
        let standby = self.standby().ok_or_else(nobody)?;
        match standby.client(self.inner.options.idle_timeout)?.models(&key).await {
            // Hosts without a list of models still take messages.
            Ok(_) | Err(ApiError::NotFound { .. }) => {}
            Err(error) => return Err(problem::of_failure(&Failure::from(&error))),
        }
        let kept = self.inner.keyring.keep_beside_environment(&standby.origin(), Secret::new(key.expose())).await;
        if let Some(problem) = &kept.problem {
            tracing::warn!(%problem, "the keychain did not take the standby's key; it lives in memory until the app quits");
        }
        self.look_up_standby_key().await;
        Ok(self.app())
    }

    /// Removes the key of the standby's address.
    pub(crate) async fn forget_standby_key(&self) -> Result<AppInfo, CommandError> {
        let standby = self.standby().ok_or_else(nobody)?;
        let forgotten = self.inner.keyring.forget(&standby.origin()).await;
        self.look_up_standby_key().await;
        forgotten.map_err(|error| CommandError::new(ErrorCode::KeychainUnavailable, error.to_string()))?;
        Ok(self.app())
    }

    fn standby(&self) -> Option<Endpoint> {
        let face = self.face();
        of(&face.settings, &face.endpoint)
    }
}

fn nobody() -> CommandError {
    CommandError::new(ErrorCode::BaseUrlUnusable, "there is no standby")
}
