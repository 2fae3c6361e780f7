//! What a running simulator knows: its configuration, the queue of scripts, gates, caches.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::{Config, KeyRule};
use crate::files::Shelf;
use crate::gate::Gate;
use crate::identity::Dice;
use crate::recorder::Recorder;
use crate::refusal::Refusal;
use crate::script::Script;
use crate::usage::{Owner, Prompt, PromptCache};

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) config: Config,
    pub(crate) recorder: Recorder,
    dice: Mutex<Dice>,
    scripts: Mutex<VecDeque<Script>>,
    gates: Mutex<HashMap<String, Gate>>,
    cache: Mutex<PromptCache>,
    running: Arc<Mutex<HashMap<String, u32>>>,
    pub(crate) files: Shelf,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    pub(crate) fn new(config: Config) -> Self {
        let dice = config.seed.map_or_else(Dice::shaken, Dice::new);
        Self {
            recorder: Recorder::new(config.records),
            config,
            dice: Mutex::new(dice),
            scripts: Mutex::default(),
            gates: Mutex::default(),
            cache: Mutex::default(),
            running: Arc::default(),
            files: Shelf::default(),
        }
    }

    /// Dice for one reply, so that replies at the same time do not disturb each other's ids.
    pub(crate) fn dice(&self) -> Dice {
        Dice::new(locked(&self.dice).roll())
    }

    pub(crate) fn queue_script(&self, script: Script) {
        locked(&self.scripts).push_back(script);
    }

    pub(crate) fn scripts_left(&self) -> usize {
        locked(&self.scripts).len()
    }

    /// The oldest script for `path` (without `/v1` or `/beta`); chat routes also take those
    /// without a path.
    pub(crate) fn next_script(&self, path: &str) -> Option<Script> {
        let answers = matches!(path, "/chat/completions" | "/completions");
        let mut scripts = locked(&self.scripts);
        let found = scripts.iter().position(|script| match &script.path {
            Some(wanted) => wanted == path,
            None => answers,
        });
        found.and_then(|index| scripts.remove(index))
    }

    pub(crate) fn gate(&self, name: &str) -> Gate {
        locked(&self.gates).entry(name.to_owned()).or_default().clone()
    }

    pub(crate) fn visit_cache(&self, owner: &Owner, prompt: &str) -> Prompt {
        locked(&self.cache).visit(owner, prompt)
    }

    pub(crate) fn reset(&self) {
        locked(&self.scripts).clear();
        locked(&self.gates).clear();
        locked(&self.cache).clear();
        self.files.clear();
        self.recorder.clear();
    }

    /// Counts one more request of this key, or refuses it.
    pub(crate) fn run(&self, rule: &KeyRule) -> Result<Running, Refusal> {
        let mut running = locked(&self.running);
        let count = running.entry(rule.key.clone()).or_default();
        match rule.concurrency {
            Some(limit) if *count >= limit => Err(Refusal::concurrency(*count + 1, limit)),
            _ => {
                *count += 1;
                Ok(Running { key: rule.key.clone(), running: Arc::clone(&self.running) })
            }
        }
    }
}

/// One request that counts against its key until this is dropped.
#[derive(Debug)]
pub(crate) struct Running {
    key: String,
    running: Arc<Mutex<HashMap<String, u32>>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(count) = locked(&self.running).get_mut(&self.key) {
            *count = count.saturating_sub(1);
        }
    }
}
