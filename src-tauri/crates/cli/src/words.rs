//! What a person reads about an error: the window's own English sentences, with the next step of a command line.

use hadal_wire::{CommandError, ErrorCode};
use serde_json::Value;
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../ui/src/lib/i18n/en.json")).unwrap_or(Value::Null));

/// The sentences for a code: what is the matter, and what to do.
#[must_use]
pub fn sentence(code: ErrorCode) -> String {
    let matter = match code {
        // The window has other ways out of these.
        ErrorCode::KeyMissing => "There is no API key.".to_owned(),
        ErrorCode::KeychainUnavailable => "The system keychain does not answer.".to_owned(),
        ErrorCode::RequestMalformed => "That cannot be asked for.".to_owned(),
        code => catalogued(code),
    };
    match next_step(code) {
        Some(step) => format!("{matter} {step}"),
        None => matter,
    }
}

fn catalogued(code: ErrorCode) -> String {
    let key = format!("error.{}", code.word());
    CATALOGUE.get(&key).and_then(Value::as_str).map_or_else(|| code.word().replace('_', " "), str::to_owned)
}

/// What the window offers as a button is a flag or a variable here.
fn next_step(code: ErrorCode) -> Option<&'static str> {
    Some(match code {
        ErrorCode::KeyMissing => "Set DEEPSEEK_API_KEY, or start `hadal` and paste a key.",
        ErrorCode::KeychainUnavailable => "Unlock it, or set DEEPSEEK_API_KEY.",
        ErrorCode::HistoryInUse => "Close it first, or choose another history with --data-dir.",
        ErrorCode::HistoryNewer => "Update Hadal, or choose another history with --data-dir.",
        ErrorCode::HistoryReadOnly => "Make it writable, or choose another one with --data-dir.",
        ErrorCode::HistoryUnusable => "Choose another one with --data-dir.",
        ErrorCode::NotFound => "`hadal list` shows what there is.",
        ErrorCode::ModelUnknown => "Name it with --model.",
        ErrorCode::Offline
        | ErrorCode::ConnectRefused
        | ErrorCode::AddressWrong
        | ErrorCode::NotApi
        | ErrorCode::Intercepted => "The address is that of --base-url, HADAL_BASE_URL or the settings.",
        ErrorCode::ContextTooLong => "Leave out --conversation to start anew.",
        _ => return None,
    })
}

/// The sentences for an error, with the detail where it adds something.
pub(crate) fn explain(error: &CommandError) -> String {
    let sentence = sentence(error.code);
    match error.code {
        ErrorCode::BaseUrlUnusable
        | ErrorCode::ExportFailed
        | ErrorCode::RequestRefused
        | ErrorCode::RequestMalformed
        | ErrorCode::HistoryUnusable
        | ErrorCode::Internal => format!("{sentence} ({})", error.message),
        _ => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_command_line_has_sentences() {
        for code in [
            ErrorCode::MessageBlank,
            ErrorCode::MessageTooLong,
            ErrorCode::KeyMissing,
            ErrorCode::KeyRefused,
            ErrorCode::KeychainUnavailable,
            ErrorCode::BalanceEmpty,
            ErrorCode::BaseUrlUnusable,
            ErrorCode::ServerBusy,
            ErrorCode::HistoryInUse,
            ErrorCode::HistoryNewer,
            ErrorCode::DiskFull,
            ErrorCode::Cut,
            ErrorCode::NotFound,
            ErrorCode::ExportFailed,
        ] {
            assert!(sentence(code).ends_with('.'), "{code:?} has only its word: {}", sentence(code));
        }
    }
}
