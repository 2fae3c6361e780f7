//! What the person chose, kept in their own history's settings table. No key can get in here: the type has no room for one.

use crate::endpoint::Endpoint;
use crate::proxy::Proxy;
use crate::{Backend, Space, problem};
use hadal_domain::Currency;
use hadal_store::Store;
use hadal_wire::{AppInfo, CommandError, ErrorCode, KeyInfo, KeyState, Settings, SettingsChange};
use std::sync::atomic::Ordering;

const SETTINGS: &str = "settings";
const CURRENCY: &str = "currency";

/// Far more than there are actions, and longer than any of their names.
const SHORTCUTS_MAX: usize = 500;
const SHORTCUT_MAX_BYTES: usize = 100;

/// The longest tag of a language that RFC 5646 asks everybody to take.
const TAG_MAX_BYTES: usize = 35;

impl Backend {
    /// Changes what is given and keeps the rest.
    ///
    /// # Errors
    /// [`ErrorCode::BaseUrlUnusable`], [`ErrorCode::ModelUnknown`]; or the history did not take it.
    pub async fn settings_change(&self, change: SettingsChange) -> Result<AppInfo, CommandError> {
        let _turn = self.inner.settings_turn.lock().await;
        let mut settings = self.face().settings.clone();
        let proxy = change.proxy.as_deref().map(Proxy::parse).transpose()?;
        let mut endpoint = None;
        if let Some(typed) = &change.base_url
            && !self.face().endpoint.is_fixed()
        {
            let parsed = Endpoint::parse(typed)?.through(self.face().endpoint.proxy().clone());
            parsed.typed().clone_into(&mut settings.base_url);
            endpoint = Some(parsed);
        }
        if let Some(proxy) = &proxy {
            settings.proxy = proxy.word();
        }
        if let Some(language) = change.language {
            settings.language = tag(language)?;
        }
        settings.theme = change.theme.unwrap_or(settings.theme);
        settings.send_key = change.send_key.unwrap_or(settings.send_key);
        settings.thinking = change.thinking.unwrap_or(settings.thinking);
        settings.auto_title = change.auto_title.unwrap_or(settings.auto_title);
        settings.auto_continue = change.auto_continue.unwrap_or(settings.auto_continue);
        settings.sidebar_px = change.sidebar_px.map_or(settings.sidebar_px, |px| px.min(600));
        settings.text_percent = change.text_percent.map_or(settings.text_percent, |percent| percent.clamp(80, 200));
        settings.dense = change.dense.unwrap_or(settings.dense);
        settings.high_contrast = change.high_contrast.unwrap_or(settings.high_contrast);
        if let Some(shortcuts) = change.shortcuts {
            let short = |text: &String| text.len() <= SHORTCUT_MAX_BYTES;
            if shortcuts.len() > SHORTCUTS_MAX || !shortcuts.iter().all(|(action, keys)| short(action) && short(keys)) {
                return Err(CommandError::new(ErrorCode::RequestMalformed, "those are no shortcuts"));
            }
            settings.shortcuts = shortcuts;
        }
        if let Some(prompt) = change.system_prompt {
            crate::turn::instructions(&prompt)?;
            settings.system_prompt = prompt;
        }
        if let Some(model) = &change.model {
            crate::turn::model_id(model)?.as_str().clone_into(&mut settings.model);
        }
        let standby_changes = change.standby.is_some();
        if let Some(standby) = change.standby {
            settings.standby = crate::standby::checked(standby)?;
        }
        self.keep(&settings).await?;
        self.inner.auto_title.store(settings.auto_title, Ordering::Relaxed);
        self.go_on_by_itself(settings.auto_continue);
        self.face_mut().settings = settings;
        let endpoint = match proxy {
            Some(proxy) if endpoint.is_none() => {
                self.go_through(proxy)?;
                None
            }
            Some(proxy) => endpoint.map(|endpoint| endpoint.through(proxy)),
            None => endpoint,
        };
        if let Some(endpoint) = endpoint {
            self.move_to(endpoint).await?;
        } else if standby_changes {
            self.ask_anew()?;
        }
        if standby_changes {
            self.face_mut().standby_key = KeyState::Looking;
            self.look_up_standby_key().await;
        }
        self.tell_app();
        Ok(self.app())
    }

    /// As often as a question is asked again, an answer that was cut is gone on with.
    pub(crate) fn go_on_by_itself(&self, wanted: bool) {
        let go_ons = if wanted { self.inner.options.retries } else { 0 };
        for space in self.home().into_iter().chain(self.demo_space().as_ref()) {
            space.turns.set_go_ons(go_ons);
        }
    }

    pub(crate) async fn keep(&self, settings: &Settings) -> Result<(), CommandError> {
        let Some(home) = self.home() else { return Ok(()) };
        let json = serde_json::to_string(settings)
            .map_err(|error| CommandError::new(ErrorCode::Internal, error.to_string()))?;
        home.store.set_setting(SETTINGS, &json).await.map_err(|error| problem::of_store(&error))
    }

    /// The next requests go this way; what runs goes on as it began.
    fn go_through(&self, proxy: Proxy) -> Result<(), CommandError> {
        let endpoint = self.face().endpoint.clone().through(proxy);
        if let Some(home) = self.home() {
            home.set_titler(endpoint.titler(&self.inner.options, &self.inner.keyring)?);
        }
        self.face_mut().endpoint = endpoint;
        self.ask_anew()
    }

    /// Calls another address from now on. Its key is the one of its own origin, or none.
    async fn move_to(&self, endpoint: Endpoint) -> Result<(), CommandError> {
        if let Some(home) = self.home() {
            home.set_titler(endpoint.titler(&self.inner.options, &self.inner.keyring)?);
        }
        {
            let mut face = self.face_mut();
            face.endpoint = endpoint;
            face.low_balance = None;
            // What was known belongs to the old address.
            face.set_key(KeyInfo { state: KeyState::Looking, place: None, last4: None, keychain_down: false });
        }
        self.ask_anew()?;
        self.tell_app();
        self.look_up_key().await;
        Ok(())
    }
}

impl Backend {
    /// Asks whom the settings name from now on, the standby behind.
    fn ask_anew(&self) -> Result<(), CommandError> {
        let model = {
            let face = self.face();
            crate::standby::model(&face.endpoint, &face.settings, &self.inner.options, &self.inner.keyring)?
        };
        if let Some(home) = self.home() {
            home.turns.set_model(model);
        }
        Ok(())
    }
}

/// A tag of a language, as far as one can tell without knowing them all.
fn tag(text: String) -> Result<String, CommandError> {
    let plain = text.chars().all(|one| one.is_ascii_alphanumeric() || one == '-');
    if text.is_empty() || text.len() > TAG_MAX_BYTES || !plain {
        return Err(CommandError::new(ErrorCode::RequestMalformed, "that is no tag of a language"));
    }
    Ok(text)
}

/// The stored settings; defaults for what is missing or unreadable.
pub(crate) async fn load(store: Option<&Store>) -> Settings {
    let Some(store) = store else { return Settings::default() };
    let json = store.setting(SETTINGS).await.ok().flatten();
    json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

pub(crate) async fn new_draft(store: Option<&Store>) -> String {
    match store {
        Some(store) => store.new_draft().await.unwrap_or_default(),
        None => String::new(),
    }
}

pub(crate) async fn currency(store: Option<&Store>) -> Currency {
    let Some(store) = store else { return Currency::default() };
    match store.setting(CURRENCY).await.ok().flatten().as_deref() {
        Some("\"CNY\"") => Currency::Cny,
        _ => Currency::Usd,
    }
}

pub(crate) async fn keep_currency(home: Option<&Space>, currency: Currency) {
    let Some(home) = home else { return };
    let word = match currency {
        Currency::Usd => "\"USD\"",
        Currency::Cny => "\"CNY\"",
    };
    if let Err(error) = home.store.set_setting(CURRENCY, word).await {
        tracing::warn!(%error, "the account's currency was not kept");
    }
}
