//! The one place where errors of the crates below become codes for the window.

use hadal_domain::IdError;
use hadal_engine::{Failure, TurnError};
use hadal_store::{OpenError, StoreError};
use hadal_wire::{CommandError, ErrorCode};

pub(crate) fn of_store(error: &StoreError) -> CommandError {
    let code = match error {
        StoreError::DiskFull => ErrorCode::DiskFull,
        StoreError::ReadOnly => ErrorCode::HistoryReadOnly,
        StoreError::Moved => ErrorCode::HistoryMoved,
        StoreError::Io(..) | StoreError::Damaged(..) => ErrorCode::HistoryDiskFailed,
        StoreError::NotFound => ErrorCode::NotFound,
        StoreError::Arriving => ErrorCode::TurnRunning,
        StoreError::NameTaken => ErrorCode::NameTaken,
        StoreError::InItself => ErrorCode::RequestMalformed,
        _ => ErrorCode::Internal,
    };
    CommandError::new(code, error.to_string())
}

pub(crate) fn of_open(error: &OpenError) -> CommandError {
    let code = match error {
        OpenError::Newer { .. } => ErrorCode::HistoryNewer,
        OpenError::InUse => ErrorCode::HistoryInUse,
        OpenError::DiskFull => ErrorCode::DiskFull,
        OpenError::ReadOnly => ErrorCode::HistoryReadOnly,
        _ => ErrorCode::HistoryUnusable,
    };
    CommandError::new(code, error.to_string())
}

pub(crate) fn of_turn(error: &TurnError) -> CommandError {
    match error {
        TurnError::Blank => CommandError::new(ErrorCode::MessageBlank, "the message is blank"),
        TurnError::Running => CommandError::new(ErrorCode::TurnRunning, "an answer is being written there"),
        TurnError::Whole => CommandError::new(ErrorCode::AnswerWhole, "there is nothing to go on from"),
        TurnError::NoPrefix => CommandError::new(ErrorCode::PrefixMissing, "the endpoint has no prefix completion"),
        TurnError::Sent => CommandError::new(ErrorCode::QuestionSent, "the question does not wait to be sent"),
        TurnError::Store(error) => of_store(error),
        TurnError::Ended => CommandError::new(ErrorCode::Internal, "the turn did not begin"),
        _ => not_found(),
    }
}

pub(crate) fn of_failure(failure: &Failure) -> CommandError {
    let code = ErrorCode::from_word(failure.kind.word()).unwrap_or(ErrorCode::Internal);
    let mut error = CommandError::new(code, failure.detail.clone());
    if error.message.is_empty() {
        error.message = failure.kind.word().replace('_', " ");
    }
    error.retry_after_ms = failure.retry_after.and_then(|after| u64::try_from(after.as_millis()).ok());
    error
}

pub(crate) fn of_id(_: IdError) -> CommandError {
    CommandError::new(ErrorCode::RequestMalformed, "that is not an id")
}

pub(crate) fn not_found() -> CommandError {
    CommandError::new(ErrorCode::NotFound, "there is no such conversation or message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use hadal_engine::FailureKind;

    #[test]
    fn every_failure_of_the_engine_has_a_code_that_the_window_knows() {
        use FailureKind as K;
        for kind in [
            K::KeyMissing,
            K::KeychainUnavailable,
            K::KeyRefused,
            K::BalanceEmpty,
            K::Offline,
            K::ConnectRefused,
            K::TlsFailed,
            K::TlsUntrusted,
            K::TlsExpired,
            K::TlsWrongName,
            K::ClockWrong,
            K::ProxyFailed,
            K::ProxyLogin,
            K::Intercepted,
            K::TimedOut,
            K::Stalled,
            K::Cut,
            K::Throttled,
            K::ThrottledBalance,
            K::Paused,
            K::ServerBusy,
            K::ServerFailed,
            K::AddressWrong,
            K::NotApi,
            K::ModelUnknown,
            K::ContextTooLong,
            K::ContentRefused,
            K::ParameterRefused,
            K::MessagesRefused,
            K::RequestRefused,
            K::AnswerEmpty,
            K::AnswerBroken,
            K::AnswerTooLarge,
            K::Internal,
        ] {
            let code = ErrorCode::from_word(kind.word());
            assert!(code.is_some(), "{kind:?} has no code");
            assert_eq!(code.map(ErrorCode::word).as_deref(), Some(kind.word()));
        }
    }
}
