//! Closing while answers come: the person is asked once, and the next start offers to go on with what was cut.

use crate::{Backend, Space};
use hadal_domain::MessageId;
use hadal_engine::TurnRequest;
use hadal_wire::{AppClose, AppInfo, CommandError, CutAnswersSettle};

/// The answers that a start may offer to go on with.
const CUT: &str = "session.cut";

impl Backend {
    /// Whether the window may close now. While answers are being written it may not: the window asks, once. Asked again
    /// meanwhile, or with no window that listens, it closes.
    #[must_use]
    pub fn may_close(&self) -> bool {
        let writing = self.writing();
        {
            let mut face = self.face_mut();
            if writing == 0 || face.closing > 0 || self.inner.library.receiver_count() == 0 {
                return true;
            }
            face.closing = writing;
        }
        self.tell_app();
        false
    }

    /// The person's word on closing.
    ///
    /// # Errors
    /// None.
    pub async fn app_close(&self, request: AppClose) -> Result<AppInfo, CommandError> {
        self.face_mut().closing = 0;
        if request.close {
            self.inner.desk.quit();
        }
        Ok(self.app())
    }

    /// The person's word on the answers that the end of the last start cut. Those that cannot go on (any more) stay as
    /// they are.
    ///
    /// # Errors
    /// None.
    pub async fn cut_answers_settle(&self, request: CutAnswersSettle) -> Result<AppInfo, CommandError> {
        let cut = std::mem::take(&mut self.face_mut().cut);
        if let Some(home) = self.home() {
            if request.go_on {
                for answer in cut {
                    if let Err(error) = home.turns.go_on(answer).await {
                        tracing::warn!(%answer, %error, "a cut answer does not go on");
                    }
                }
            }
            self.keep_cut(home, &[]).await;
        }
        self.tell_app();
        Ok(self.app())
    }

    fn writing(&self) -> usize {
        let demo = self.demo_space();
        self.home().into_iter().chain(demo.as_ref()).map(|space| space.turns.writing().len()).sum()
    }

    /// What the last end cut, by itself or by a crash, as far as it can go on.
    pub(crate) async fn find_cut(&self, interrupted: Vec<MessageId>) {
        let Some(home) = self.home().filter(|_| !self.inner.options.reading) else { return };
        let noted = home.store.setting(CUT).await.ok().flatten();
        let noted: Vec<String> = noted.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        let mut ids: Vec<MessageId> = noted.iter().filter_map(|id| id.parse().ok()).chain(interrupted).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut cut = Vec::new();
        for id in ids {
            let row = home.store.message(id).await.ok().flatten();
            if home.turns.can_go_on() && row.is_some_and(|row| TurnRequest::can_go_on(&row)) {
                cut.push(id);
            }
        }
        if !cut.is_empty() || !noted.is_empty() {
            self.keep_cut(home, &cut).await;
        }
        self.face_mut().cut = cut;
    }

    /// Before the end: what is being written will be cut.
    pub(crate) async fn note_cut(&self) {
        let Some(home) = self.home().filter(|_| !self.inner.options.reading) else { return };
        let writing = home.turns.writing();
        if writing.is_empty() {
            return;
        }
        let mut cut = self.face().cut.clone();
        cut.extend(writing);
        self.keep_cut(home, &cut).await;
    }

    /// This one was gone on with by hand.
    pub(crate) async fn no_longer_cut(&self, answer: MessageId) {
        let Some(home) = self.home() else { return };
        let left = {
            let mut face = self.face_mut();
            let before = face.cut.len();
            face.cut.retain(|id| *id != answer);
            (face.cut.len() != before).then(|| face.cut.clone())
        };
        if let Some(left) = left {
            self.keep_cut(home, &left).await;
            self.tell_app();
        }
    }

    async fn keep_cut(&self, home: &Space, cut: &[MessageId]) {
        let ids: Vec<String> = cut.iter().map(ToString::to_string).collect();
        let json = serde_json::json!(ids).to_string();
        if let Err(error) = home.store.set_setting(CUT, &json).await {
            tracing::warn!(%error, "which answers were cut is not kept; each still says so itself");
        }
    }
}
