//! The watches that run, by the name that the window gave them: left by that name, forgotten when they end.

use hadal_wire::{CommandError, ErrorCode};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// Names are made by the window; a longer one is none of them, and is not kept.
const NAME_BYTES: usize = 100;

#[derive(Debug, Default)]
pub(crate) struct Watches {
    next: u64,
    entered: HashMap<String, (u64, CancellationToken)>,
}

/// One watch; it is forgotten when this goes, however the watch ended.
pub(crate) struct Entered {
    watches: Arc<Mutex<Watches>>,
    name: String,
    number: u64,
    token: CancellationToken,
}

impl Watches {
    /// Begins a watch that ends with `quit` at the latest. One of the same name is left.
    ///
    /// # Errors
    /// [`ErrorCode::RequestMalformed`] for a name that no window makes.
    pub(crate) fn enter(
        watches: &Arc<Mutex<Self>>,
        name: &str,
        quit: &CancellationToken,
    ) -> Result<Entered, CommandError> {
        if name.len() > NAME_BYTES {
            return Err(CommandError::new(ErrorCode::RequestMalformed, "that is not the name of a watch"));
        }
        let token = quit.child_token();
        let mut book = watches.lock().unwrap_or_else(PoisonError::into_inner);
        book.next += 1;
        let number = book.next;
        if let Some((_, before)) = book.entered.insert(name.to_owned(), (number, token.clone())) {
            before.cancel();
        }
        Ok(Entered { watches: Arc::clone(watches), name: name.to_owned(), number, token })
    }

    /// Leaves the watch of this name, if there is one.
    pub(crate) fn leave(watches: &Arc<Mutex<Self>>, name: &str) {
        let mut book = watches.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, token)) = book.entered.remove(name) {
            token.cancel();
        }
    }
}

impl Entered {
    /// Waits until it is left.
    pub(crate) async fn left(&self) {
        self.token.cancelled().await;
    }

    /// It is left already.
    pub(crate) fn is_left(&self) -> bool {
        self.token.is_cancelled()
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut book = self.watches.lock().unwrap_or_else(PoisonError::into_inner);
        // Another watch may have taken the name over.
        if book.entered.get(&self.name).is_some_and(|(number, _)| *number == self.number) {
            book.entered.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watch_is_forgotten_when_it_ends_and_never_takes_another_along() {
        let watches = Arc::new(Mutex::new(Watches::default()));
        let quit = CancellationToken::new();
        let count = || watches.lock().unwrap().entered.len();
        let first = Watches::enter(&watches, "w", &quit).unwrap();
        let second = Watches::enter(&watches, "w", &quit).unwrap();
        assert!(first.token.is_cancelled(), "the name belongs to the newer one");
        drop(first);
        assert_eq!(count(), 1, "the end of the older leaves the newer alone");
        Watches::leave(&watches, "w");
        assert!(second.token.is_cancelled());
        drop(second);
        assert_eq!(count(), 0);
    }
}
