//! Somebody who answers when the chosen server cannot: another host, or a model on this very computer.
//!
//! Asked only while not a word has come, and only when the question did not reach the chosen server, or it said itself, at
//! the last try, that it is down. Whoever has taken a question is the last one that is asked for this answer.

use crate::{Ask, Failure, FailureKind, Model, ModelEvent, ModelStream};
use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::{self, StreamExt};
use hadal_domain::ModelId;
use std::sync::Arc;

/// A model with another one that stands by.
pub struct WithStandby {
    first: Arc<dyn Model>,
    standby: Arc<dyn Model>,
    /// How the standby is called, and by which name it knows its model.
    host: String,
    model: Option<ModelId>,
}

impl WithStandby {
    /// `first`, and `standby` on `host` for what `first` cannot take; there the model is called `model`, or as it is here.
    #[must_use]
    pub fn new(first: Arc<dyn Model>, standby: Arc<dyn Model>, host: String, model: Option<ModelId>) -> Self {
        Self { first, standby, host, model }
    }
}

impl Model for WithStandby {
    fn can_go_on(&self) -> bool {
        self.first.can_go_on()
    }

    fn ask(&self, ask: Ask) -> BoxFuture<'static, Result<ModelStream, Failure>> {
        let (asked, standby) = (self.first.ask(ask.clone()), Arc::clone(&self.standby));
        let (host, model) = (self.host.clone(), self.model.clone());
        async move {
            let failure = match asked.await {
                Err(failure) if calls_for_another(&failure, &ask) => failure,
                result => return result,
            };
            tracing::info!(kind = failure.kind.word(), "the standby is asked");
            let said = stream::once(std::future::ready(Ok(ModelEvent::ServedBy(host))));
            let model = model.unwrap_or_else(|| ask.model.clone());
            match standby.ask(Ask { model, now: false, ..ask }).await {
                Ok(stream) => Ok(said.chain(stream).boxed()),
                // Nothing reached it either: what is wrong with the chosen server is what there is to say.
                Err(other) if other.unsent => Err(failure),
                Err(other) => Ok(said.chain(stream::once(std::future::ready(Err(other)))).boxed()),
            }
        }
        .boxed()
    }
}

fn calls_for_another(failure: &Failure, ask: &Ask) -> bool {
    let is_down = ask.is_last_try && matches!(failure.kind, FailureKind::ServerBusy | FailureKind::ServerFailed);
    ask.begun.is_none() && !ask.may_be_taken && (failure.unsent || is_down)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    /// Answers with its name, or fails so; keeps what it was asked.
    struct Scripted {
        name: &'static str,
        failure: Option<Failure>,
        asked: Mutex<Vec<Ask>>,
    }

    impl Scripted {
        fn new(name: &'static str, failure: Option<Failure>) -> Arc<Self> {
            Arc::new(Self { name, failure, asked: Mutex::default() })
        }

        fn count(&self) -> usize {
            self.asked.lock().unwrap().len()
        }
    }

    impl Model for Scripted {
        fn ask(&self, ask: Ask) -> BoxFuture<'static, Result<ModelStream, Failure>> {
            self.asked.lock().unwrap().push(ask);
            let result = match &self.failure {
                Some(failure) => Err(failure.clone()),
                None => Ok(stream::iter([Ok(ModelEvent::Text(self.name.to_owned()))]).boxed()),
            };
            std::future::ready(result).boxed()
        }
    }

    fn ask() -> Ask {
        Ask {
            model: ModelId::new("deepseek-flash"),
            thinking: hadal_domain::Thinking::default(),
            parameters: hadal_domain::Parameters::default(),
            messages: Vec::new(),
            begun: None,
            now: true,
            is_last_try: false,
            may_be_taken: false,
        }
    }

    fn unsent() -> Failure {
        Failure { unsent: true, ..Failure::of(FailureKind::Offline) }
    }

    async fn outcome(first: &Arc<Scripted>, standby: &Arc<Scripted>, ask: Ask) -> Result<Vec<String>, FailureKind> {
        let model = WithStandby::new(
            Arc::clone(first) as Arc<dyn Model>,
            Arc::clone(standby) as Arc<dyn Model>,
            "near".into(),
            Some(ModelId::new("local")),
        );
        let said = model.ask(ask).await.map_err(|failure| failure.kind)?;
        Ok(said
            .map(|item| match item {
                Ok(ModelEvent::ServedBy(host)) => format!("by {host}"),
                Ok(ModelEvent::Text(text)) => text,
                other => format!("{:?}", other.map_err(|failure| failure.kind)),
            })
            .collect()
            .await)
    }

    #[tokio::test]
    async fn the_standby_answers_only_what_the_chosen_server_never_had_or_gave_back() {
        let down = || Failure::of(FailureKind::ServerBusy);
        let last = || Ask { is_last_try: true, ..ask() };
        let begun = || Ask { begun: Some(crate::Begun::default()), is_last_try: true, ..ask() };
        let taken = || Ask { may_be_taken: true, is_last_try: true, ..ask() };
        let cases = [
            ("no way to it", unsent(), ask(), true),
            ("left alone", Failure { unsent: true, ..Failure::of(FailureKind::Paused) }, ask(), true),
            ("down, with a try left", down(), ask(), false),
            ("down at the last try", down(), last(), true),
            ("in the middle of an answer", unsent(), begun(), false),
            ("it may have the question", Failure::of(FailureKind::Cut), last(), false),
            ("it may have it from an earlier try", unsent(), taken(), false),
            ("and is down at the last one", down(), taken(), false),
            ("it may have the question", Failure::of(FailureKind::TimedOut), last(), false),
            ("a wrong key", Failure::of(FailureKind::KeyRefused), last(), false),
            ("slow down", Failure::of(FailureKind::Throttled), last(), false),
        ];
        for (case, failure, ask, asks) in cases {
            let (first, standby) = (Scripted::new("first", Some(failure.clone())), Scripted::new("standby", None));
            let outcome = outcome(&first, &standby, ask).await;
            assert_eq!((first.count(), standby.count()), (1, usize::from(asks)), "{case}");
            let expected = if asks { Ok(vec!["by near".to_owned(), "standby".to_owned()]) } else { Err(failure.kind) };
            assert_eq!(outcome, expected, "{case}");
            if asks {
                let all = standby.asked.lock().unwrap();
                assert_eq!(
                    (all[0].model.as_str(), all[0].now),
                    ("local", false),
                    "{case}: by its own name for a model"
                );
            }
        }
        let (first, standby) = (Scripted::new("first", None), Scripted::new("standby", None));
        assert_eq!(outcome(&first, &standby, ask()).await, Ok(vec!["first".to_owned()]));
        assert_eq!(standby.count(), 0, "nobody else is asked while it works");
    }

    #[tokio::test]
    async fn a_standby_that_is_away_changes_nothing_and_one_that_refuses_says_so_itself() {
        let first = Scripted::new("first", Some(unsent()));
        let away = Scripted::new("away", Some(Failure { unsent: true, ..Failure::of(FailureKind::ConnectRefused) }));
        assert_eq!(outcome(&first, &away, ask()).await, Err(FailureKind::Offline));
        let refuses = Scripted::new("refuses", Some(Failure::of(FailureKind::ModelUnknown)));
        assert_eq!(outcome(&first, &refuses, ask()).await, Ok(vec!["by near".into(), "Err(ModelUnknown)".into()]));
    }
}
