//! What a person reads about an error: the window's own English sentences, from its catalogue.

use hadal_wire::{CommandError, ErrorCode};
use serde_json::Value;
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../ui/src/lib/i18n/en.json")).unwrap_or(Value::Null)
});

/// The sentence for a code.
#[must_use]
pub fn sentence(code: ErrorCode) -> String {
    let key = format!("error.{}", code.word());
    CATALOGUE.get(&key).and_then(Value::as_str).map_or_else(|| code.word().replace('_', " "), str::to_owned)
}

/// The sentence for an error, with the detail where it adds something.
pub(crate) fn explain(error: &CommandError) -> String {
    let sentence = sentence(error.code);
    match error.code {
        ErrorCode::BaseUrlUnusable | ErrorCode::ExportFailed | ErrorCode::RequestRefused | ErrorCode::HistoryUnusable => {
            format!("{sentence} ({})", error.message)
        }
        _ => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_command_line_has_a_sentence_of_the_catalogue() {
        for code in [ErrorCode::KeyMissing, ErrorCode::HistoryInUse, ErrorCode::DiskFull, ErrorCode::Cut] {
            assert!(sentence(code).ends_with('.'), "{code:?} has only its word");
        }
    }
}
