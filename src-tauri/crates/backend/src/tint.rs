//! Tints: what the tokens of a message's code are, for whoever shows it.
//!
//! They are a watch of their own beside the words: the words never wait for them, and nothing is read for a text whose
//! code nobody sees. Reading happens on a thread that may be busy, one slice at a time, one reader for all windows: the
//! other cores belong to what is looked at.

use crate::entered::Watches;
use crate::tint::readers::{Readers, Touched};
use crate::{Backend, Sink, problem};
use hadal_domain::Role;
use hadal_engine::{Attached, UpdateKind, Watched};
use hadal_markdown::{Block, Op, Patch};
use hadal_wire::{CodeTint, CommandError, ErrorCode, TintPart, TintWatch};
use std::collections::BTreeSet;
use std::pin::Pin;
use tokio::sync::Semaphore;

mod readers;

/// One slice is read at a time.
static READING: Semaphore = Semaphore::const_new(1);

/// A slice that is away, or waits for its turn.
type Away = Pin<Box<dyn Future<Output = Result<Slice, CommandError>> + Send>>;

impl Backend {
    /// Runs until the text has ended and all of its code is tinted, or the watcher leaves.
    ///
    /// # Errors
    /// [`CommandError`] when there is no such message.
    pub async fn tint_watch(&self, request: TintWatch, mut sink: Sink<CodeTint>) -> Result<(), CommandError> {
        let entered = Watches::enter(&self.inner.watches, &request.watch_id, &self.inner.quit)?;
        let id = request.message_id.parse().map_err(problem::of_id)?;
        let space = self.space()?;
        let attached = space.turns.attach(id, None);
        let tinting = async {
            let mut painter = Painter::default();
            if let Some(mut attached) = attached {
                painter.follow(&mut attached, request.part, &mut sink).await?;
            }
            // Also what has ended while it was followed: its row is what the blocks became.
            let found = space.store.message(id).await.map_err(|e| problem::of_store(&e))?;
            let message = found.ok_or_else(problem::not_found)?;
            if message.role != Role::Assistant {
                return Ok(());
            }
            let text = match request.part {
                TintPart::Answer => message.text,
                TintPart::Reasoning => message.reasoning,
            };
            let blocks =
                tokio::task::spawn_blocking(move || hadal_markdown::parse(&text)).await.map_err(|_| broke())?;
            painter.take_all(blocks);
            painter.finish(&mut sink).await
        };
        tokio::select! {
            over = tinting => over,
            () = entered.left() => Ok(()),
        }
    }
}

fn broke() -> CommandError {
    CommandError::new(ErrorCode::Internal, "reading the code broke")
}

/// One text and how far its code is read.
#[derive(Default)]
struct Painter {
    blocks: Vec<Block>,
    /// Blocks that changed since they were last read.
    touched: BTreeSet<usize>,
    /// Nothing more comes: last lines are whole.
    has_ended: bool,
    /// At home, or away with the slice that is being read.
    readers: Option<Readers>,
    slice: Option<Away>,
}

/// What a slice of reading gave.
struct Slice {
    readers: Readers,
    tints: Vec<CodeTint>,
    /// Blocks for which there was no time.
    left: Vec<usize>,
}

impl Painter {
    async fn follow(
        &mut self,
        attached: &mut Attached,
        part: TintPart,
        sink: &mut Sink<CodeTint>,
    ) -> Result<(), CommandError> {
        if let Some(snapshot) = attached.snapshot.take() {
            self.take_all(match part {
                TintPart::Answer => snapshot.answer,
                TintPart::Reasoning => snapshot.reasoning,
            });
        }
        loop {
            self.begin();
            tokio::select! {
                watched = attached.next() => match watched {
                    None => return Ok(()),
                    Some(Watched::Snapshot(snapshot)) => self.take_all(match part {
                        TintPart::Answer => snapshot.answer,
                        TintPart::Reasoning => snapshot.reasoning,
                    }),
                    Some(Watched::Update(update)) => match (&update.kind, part) {
                        (UpdateKind::Patch { answer, .. }, TintPart::Answer) => self.patch(answer),
                        (UpdateKind::Patch { reasoning, .. }, TintPart::Reasoning) => self.patch(reasoning),
                        (UpdateKind::Ended(_), _) => return Ok(()),
                        (UpdateKind::Phase(_) | UpdateKind::ServedBy(_), _) => {}
                    },
                },
                done = slice(&mut self.slice) => if !self.give(done?, sink) { return Ok(()) },
            }
        }
    }

    /// Reads what is left.
    async fn finish(&mut self, sink: &mut Sink<CodeTint>) -> Result<(), CommandError> {
        self.has_ended = true;
        loop {
            self.begin();
            if self.slice.is_none() {
                return Ok(());
            }
            let done = slice(&mut self.slice).await?;
            if !self.give(done, sink) {
                return Ok(());
            }
        }
    }

    fn take_all(&mut self, blocks: Vec<Block>) {
        self.touched = (0..blocks.len()).collect();
        self.blocks = blocks;
    }

    fn patch(&mut self, ops: &[Op]) {
        for op in ops {
            match op {
                Op::Put { index, .. } => {
                    // The one before may have been the last, whose code was not known to be whole.
                    self.touched.extend([(*index as usize).saturating_sub(1), *index as usize]);
                }
                Op::AppendText { .. } | Op::Splice { .. } | Op::Text { .. } | Op::Mark { .. } => {
                    self.touched.extend([op.index() as usize]);
                }
                Op::Truncate { .. } => {}
            }
        }
        Patch { ops: ops.to_vec() }.apply(&mut self.blocks);
    }

    /// Sends the blocks that changed to be read, unless a slice is away.
    fn begin(&mut self) {
        if self.slice.is_some() {
            return;
        }
        let touched: Vec<Touched> = std::mem::take(&mut self.touched)
            .into_iter()
            .filter_map(|index| {
                let block = self.blocks.get(index).filter(|block| may_hold_code(block))?.clone();
                let may_grow = !self.has_ended && index + 1 == self.blocks.len();
                Some(Touched { index, block, may_grow })
            })
            .collect();
        if touched.is_empty() {
            return;
        }
        let mut readers = self.readers.take().unwrap_or_default();
        readers.forget_from(self.blocks.len());
        self.slice = Some(Box::pin(async move {
            let _turn = READING.acquire().await;
            let reading = tokio::task::spawn_blocking(move || {
                let mut tints = Vec::new();
                let left = readers.read(touched, &mut tints);
                Slice { readers, tints, left }
            });
            reading.await.map_err(|_| broke())
        }));
    }

    /// Takes a slice back and sends its tints; `false` when nobody listens.
    fn give(&mut self, slice: Slice, sink: &mut Sink<CodeTint>) -> bool {
        self.readers = Some(slice.readers);
        self.touched.extend(slice.left);
        slice.tints.into_iter().all(sink)
    }
}

/// Waits for the slice that is away; for ever when none is. Cancel-safe.
async fn slice(away: &mut Option<Away>) -> Result<Slice, CommandError> {
    let Some(reading) = away else { return std::future::pending().await };
    let done = reading.await;
    *away = None;
    done
}

/// It holds code somewhere. A long list without any is looked through, but never copied to be read.
fn may_hold_code(block: &Block) -> bool {
    match block {
        Block::Code { .. } => true,
        Block::List { items, .. } => items.iter().any(|item| item.blocks.iter().any(may_hold_code)),
        Block::Quote { blocks, .. } | Block::Footnote { blocks, .. } => blocks.iter().any(may_hold_code),
        _ => false,
    }
}
