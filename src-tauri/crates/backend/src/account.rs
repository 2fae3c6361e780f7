//! The key and the balance. The key comes in once and never goes out again.

use crate::{Backend, problem};
use hadal_deepseek::{ApiError, ApiKey};
use hadal_engine::Failure;
use hadal_secrets::{KeyLookup, KeyRing, Origin, Place, Secret};
use hadal_wire::{
    AppInfo, Balance, BalanceGet, BalanceLine, CommandError, ErrorCode, KeyForget, KeyInfo, KeyKeep, KeyKept, KeyPlace,
    KeyState,
};
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

impl Backend {
    /// Checks a key against the API and keeps it when the server knows it.
    ///
    /// # Errors
    /// Why the key was not kept.
    pub async fn key_keep(&self, request: KeyKeep) -> Result<KeyKept, CommandError> {
        let key = ApiKey::parse(&request.key)
            .map_err(|error| CommandError::new(ErrorCode::KeyMalformed, error.to_string()))?;
        if request.for_standby {
            return Ok(KeyKept { app: self.keep_standby_key(key).await?, balance: None });
        }
        let (client, origin) = {
            let face = self.face();
            (face.endpoint.client(self.inner.options.idle_timeout)?, face.endpoint.origin())
        };
        let balance = match client.balance(&key).await {
            Ok(balance) => Some(balance_view(&balance)),
            // Other hosts have no balance page; the list of models tells as well whether they know the key.
            Err(ApiError::NotFound { .. } | ApiError::NotAnApi { .. }) => {
                client.models(&key).await.map_err(|error| of_api(&error))?;
                None
            }
            Err(error) => return Err(of_api(&error)),
        };
        let kept = self.inner.keyring.keep(&origin, Secret::new(key.expose())).await;
        if let Some(problem) = &kept.problem {
            tracing::warn!(%problem, "the keychain did not take the key; it lives in memory until the app quits");
        }
        if let Some(balance) = &balance {
            self.remember_balance(balance).await;
        }
        self.note_key(&origin, kept.problem.is_some()).await;
        if self.face().in_demo {
            self.demo_leave(hadal_wire::DemoLeave {}).await?;
        }
        Ok(KeyKept { app: self.app(), balance })
    }

    /// Removes the key of the present address.
    ///
    /// # Errors
    /// [`ErrorCode::KeychainUnavailable`] when the keychain did not do it: the key is out of memory, but still there.
    pub async fn key_forget(&self, request: KeyForget) -> Result<AppInfo, CommandError> {
        if request.for_standby {
            return self.forget_standby_key().await;
        }
        let origin = self.face().endpoint.origin();
        let forgotten = self.inner.keyring.forget(&origin).await;
        self.look_up_key().await;
        forgotten.map_err(|error| CommandError::new(ErrorCode::KeychainUnavailable, error.to_string()))?;
        Ok(self.app())
    }

    /// Asks the API for the balance.
    ///
    /// # Errors
    /// Why there is no figure.
    pub async fn balance_get(&self, _: BalanceGet) -> Result<Balance, CommandError> {
        let (client, origin) = {
            let face = self.face();
            (face.endpoint.client(self.inner.options.idle_timeout)?, face.endpoint.origin())
        };
        let KeyLookup::Present { secret, .. } = self.inner.keyring.key_for(&origin).await else {
            return Err(CommandError::new(ErrorCode::KeyMissing, "no key is known for this address"));
        };
        let key = ApiKey::parse(secret.expose())
            .map_err(|error| CommandError::new(ErrorCode::KeyMalformed, error.to_string()))?;
        let balance = balance_view(&client.balance(&key).await.map_err(|error| of_api(&error))?);
        self.remember_balance(&balance).await;
        Ok(balance)
    }

    /// Follows the look-up that began with the start, without keeping the start waiting.
    pub(crate) fn look_for_key(&self, early: Origin, found: JoinHandle<KeyLookup>) {
        let backend = self.clone();
        self.inner.tasks.spawn(async move {
            let (origin, round) = backend.key_asked_for();
            // The settings may have named another address than the one that was likely.
            match found.await {
                Ok(found) if early == origin => backend.key_found(round, &found),
                _ => backend.look_up_key().await,
            }
        });
    }

    /// Looks for the key of the present address and tells the windows.
    pub(crate) async fn look_up_key(&self) {
        let (origin, round) = self.key_asked_for();
        let found = self.inner.keyring.key_for(&origin).await;
        self.key_found(round, &found);
    }

    fn key_asked_for(&self) -> (Origin, u64) {
        let face = self.face();
        (face.endpoint.origin(), face.key_round)
    }

    fn key_found(&self, round: u64, found: &KeyLookup) {
        if let KeyLookup::Unavailable(error) = found {
            tracing::warn!(%error, "the keychain cannot be used");
        }
        {
            let mut face = self.face_mut();
            if face.key_round != round {
                return;
            }
            face.set_key(key_info(found));
        }
        self.key_is_there(found);
        self.tell_app();
    }

    /// Notes the key that was just kept, if its address is still the one that is called.
    async fn note_key(&self, origin: &Origin, keychain_down: bool) {
        let found = self.inner.keyring.key_for(origin).await;
        {
            let mut face = self.face_mut();
            if face.endpoint.origin() != *origin {
                return;
            }
            face.set_key(KeyInfo { keychain_down, ..key_info(&found) });
        }
        self.key_is_there(&found);
        self.tell_app();
    }

    /// What waits to be sent may have waited for the key.
    fn key_is_there(&self, found: &KeyLookup) {
        if let (KeyLookup::Present { .. }, Some(home)) = (found, self.home()) {
            home.turns.look_again();
        }
    }
}

/// Asks the keychain in a task of its own.
pub(crate) fn look_up(tasks: &TaskTracker, keyring: &KeyRing, origin: Origin) -> JoinHandle<KeyLookup> {
    let keyring = keyring.clone();
    tasks.spawn(async move { keyring.key_for(&origin).await })
}

fn key_info(found: &KeyLookup) -> KeyInfo {
    match found {
        KeyLookup::Present { secret, place: at } => KeyInfo {
            state: KeyState::Present,
            place: Some(place(*at)),
            last4: ApiKey::parse(secret.expose()).ok().map(|key| key.last4().to_owned()),
            keychain_down: false,
        },
        KeyLookup::Missing => KeyInfo { state: KeyState::Missing, place: None, last4: None, keychain_down: false },
        KeyLookup::Unavailable(_) => {
            KeyInfo { state: KeyState::Unavailable, place: None, last4: None, keychain_down: true }
        }
    }
}

fn place(place: Place) -> KeyPlace {
    match place {
        Place::Environment => KeyPlace::Environment,
        Place::Keychain => KeyPlace::Keychain,
        Place::Memory => KeyPlace::Memory,
    }
}

fn of_api(error: &ApiError) -> CommandError {
    problem::of_failure(&Failure::from(error))
}

fn balance_view(balance: &hadal_deepseek::Balance) -> Balance {
    let lines = balance.infos.iter().map(|line| BalanceLine {
        currency: line.currency.clone(),
        total: line.total.clone(),
        granted: line.granted.clone(),
        topped_up: line.topped_up.clone(),
    });
    Balance { available: balance.is_available, lines: lines.collect() }
}
