//! What the window needs to know before it paints, and the few things it asks of the system.

use crate::Backend;
use hadal_deepseek::KnownModel;
use hadal_wire::{
    AppInfo, AppInfoGet, AppMode, AppPainted, CommandError, Done, ErrorCode, KeyState, LinkOpen, MESSAGE_MAX_BYTES,
    ModelInfo,
};
use url::Url;

impl Backend {
    /// The app as it is now.
    ///
    /// # Errors
    /// None.
    pub async fn app_info(&self, _: AppInfoGet) -> Result<AppInfo, CommandError> {
        Ok(self.app())
    }

    pub(crate) fn app(&self) -> AppInfo {
        let face = self.face();
        // Whoever has conversations can read them without a key; the composer says what is missing.
        let mode = if face.in_demo {
            AppMode::Demo
        } else if face.key.state == KeyState::Present || face.has_history {
            AppMode::Live
        } else {
            AppMode::Setup
        };
        let count = |n: usize| u32::try_from(n).ok().filter(|n| *n > 0);
        AppInfo {
            cut_answers: count(if face.in_demo { 0 } else { face.cut.len() }),
            closing_answers: count(face.closing),
            version: self.inner.options.version.clone(),
            mode,
            key: face.key.clone(),
            endpoint: face.endpoint.info(),
            standby: Self::standby_info(&face.settings, &face.endpoint, face.standby_key),
            history: face.history.clone(),
            settings: face.settings.clone(),
            new_draft: face.draft().clone(),
            low_balance: face.low_balance.clone().filter(|_| mode == AppMode::Live),
            models: models(),
            message_max_bytes: MESSAGE_MAX_BYTES as u64,
        }
    }

    /// The first frame is on the screen.
    ///
    /// # Errors
    /// None.
    pub async fn app_painted(&self, _: AppPainted) -> Result<Done, CommandError> {
        self.inner.desk.painted();
        if !self.inner.windowed.swap(true, std::sync::atomic::Ordering::Relaxed) {
            self.forget_dropped();
        }
        Ok(Done {})
    }

    /// Opens a link of a message outside the app, after checking it again.
    ///
    /// # Errors
    /// [`ErrorCode::LinkRefused`] for anything but a plain web or mail address.
    pub async fn link_open(&self, request: LinkOpen) -> Result<Done, CommandError> {
        let address = checked_link(&request.href)
            .ok_or_else(|| CommandError::new(ErrorCode::LinkRefused, "only web and mail addresses are opened"))?;
        self.inner.desk.open_link(&address).map_err(|error| CommandError::new(ErrorCode::LinkRefused, error))?;
        Ok(Done {})
    }
}

fn checked_link(href: &str) -> Option<String> {
    if href.len() > 4096 || href.chars().any(char::is_control) {
        return None;
    }
    let url = Url::parse(href).ok()?;
    let plain = match url.scheme() {
        "http" | "https" => url.has_host() && url.username().is_empty() && url.password().is_none(),
        "mailto" => true,
        _ => false,
    };
    plain.then(|| url.to_string())
}

/// Source: DeepSeek price page, read 2026-11-22.
fn models() -> Vec<ModelInfo> {
    [(KnownModel::FLASH, "Flash"), (KnownModel::PRO, "Pro")]
        .map(|(model, name)| ModelInfo { id: model.id.to_owned(), name: name.to_owned(), sees: model.reads_pictures })
        .into()
}

#[cfg(test)]
mod tests {
    use super::checked_link;

    #[test]
    fn only_plain_web_and_mail_addresses_are_opened() {
        assert_eq!(checked_link("https://example.org/a?b=1").as_deref(), Some("https://example.org/a?b=1"));
        assert!(checked_link("mailto:someone@example.org").is_some());
        for bad in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "smb://host/x",
            "https://user:pw@host/",
            "ms-word:x",
            "//x",
            "",
        ] {
            assert_eq!(checked_link(bad), None, "{bad}");
        }
    }
}
