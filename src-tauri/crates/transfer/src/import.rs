//! Conversations out of other programs' files: what they are is seen by their content, never by their name.
//!
//! Conversations come out one by one, so that a history of any length passes through; what could not be read is named
//! in the [`ImportReport`] and the rest is taken. Only conversations are taken: readers ask for fields by name, and no
//! field of a key, a setting or a path is among them. Nothing is unpacked to disk.
//!
//! Ids are made from the source's own ids (`import/ids.rs`), so the same file read twice gives the same conversations,
//! and the history leaves out those that it has.

mod chat_gpt;
mod chatbox;
mod cherry_studio;
mod claude;
mod deepseek;
mod field;
mod ids;
mod lobe_chat;
mod next_chat;
mod open_web_ui;
mod own;
mod piece;
mod report;
mod source;
mod text;
mod tree;
mod unpack;
mod values;

use hadal_domain::{Conversation, Message};
use hadal_store::Belongings;
use piece::Piece;
pub use report::{ImportProblem, ImportReport, PROBLEMS_MAX, Reason};
use serde_json::Value;
pub use source::Source;
use std::collections::HashSet;
use std::io::Read;
use std::ops::ControlFlow;
use tree::Draft;
use unpack::ENTRIES_MAX;
pub use unpack::{RATIO_MAX, UNPACKED_MAX_BYTES};
use values::{Next, Values};

/// One conversation as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Whose file it was in.
    pub source: Source,
    /// The conversation.
    pub conversation: Conversation,
    /// Its messages, parents first.
    pub messages: Vec<Message>,
    /// What belongs to it beside; of our own JSON only.
    pub belongings: Belongings,
}

/// Reads a file and hands over its conversations one by one, until `each` breaks off.
///
/// `name` is used in the report only. `is_over` is asked often, also where nothing is found, and ends the reading. Never
/// fails: a file that cannot be read at all is a report that says so.
pub fn import(
    bytes: &[u8],
    name: &str,
    each: &mut dyn FnMut(Imported) -> ControlFlow<()>,
    is_over: &dyn Fn() -> bool,
) -> ImportReport {
    let mut reading = Reading::new(each, is_over);
    if unpack::is_zip(bytes) {
        reading.archive(bytes, name);
    } else if bytes.len() > UNPACKED_MAX_BYTES {
        reading.report.note(name, Reason::TooLarge);
    } else {
        reading.file(bytes, name);
    }
    reading.done()
}

/// As [`import()`], out of a file of any length: a list of conversations is read one by one and never held as a whole.
/// Packed files and those of other shapes are, up to [`UNPACKED_MAX_BYTES`].
///
/// # Errors
/// The file cannot be read from its beginning.
pub fn import_from(
    mut from: impl Read,
    name: &str,
    each: &mut dyn FnMut(Imported) -> ControlFlow<()>,
    is_over: &dyn Fn() -> bool,
) -> std::io::Result<ImportReport> {
    let mut first = Vec::new();
    from.by_ref().take(FIRST_BYTES).read_to_end(&mut first)?;
    let text = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&first);
    // A zero byte is UTF-16; a first `{` or `[` is what every list of conversations begins with.
    let is_json = text.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| matches!(byte, b'[' | b'{'));
    if !is_json || first.contains(&0) {
        from.take(UNPACKED_MAX_BYTES as u64 + 1).read_to_end(&mut first)?;
        return Ok(import(&first, name, each, is_over));
    }
    let mut reading = Reading::new(each, is_over);
    reading.values(Values::new(text.chain(from), UNPACKED_MAX_BYTES), name);
    Ok(reading.done())
}

/// Bytes by which a file is known.
const FIRST_BYTES: u64 = 4 << 10;

struct Reading<'a> {
    report: ImportReport,
    seen: HashSet<hadal_domain::ConversationId>,
    each: &'a mut dyn FnMut(Imported) -> ControlFlow<()>,
    is_over: &'a dyn Fn() -> bool,
    stopped: bool,
}

impl<'a> Reading<'a> {
    fn new(each: &'a mut dyn FnMut(Imported) -> ControlFlow<()>, is_over: &'a dyn Fn() -> bool) -> Self {
        Self { report: ImportReport::default(), seen: HashSet::new(), each, is_over, stopped: false }
    }

    fn done(mut self) -> ImportReport {
        self.report.stopped = self.stopped;
        self.report
    }

    /// Whether whoever waits for this broke off.
    fn is_stopped(&mut self) -> bool {
        self.stopped = self.stopped || (self.is_over)();
        self.stopped
    }

    fn archive(&mut self, bytes: &[u8], name: &str) {
        let entries = match unpack::entries(bytes) {
            Ok(entries) => entries,
            Err(reason) => return self.report.note(name, reason),
        };
        if entries.is_empty() {
            self.report.note(name, Reason::Unknown);
        }
        // Of all entries together: several may lead to the same bytes.
        let mut left = UNPACKED_MAX_BYTES;
        for (number, entry) in entries.iter().enumerate() {
            if self.is_stopped() {
                return;
            }
            let content =
                if number < ENTRIES_MAX { unpack::read(bytes, entry, &mut left) } else { Err(Reason::TooLarge) };
            match content {
                Ok(content) => self.file(&content, &entry.name),
                Err(reason) => self.report.note(&entry.name, reason),
            }
        }
    }

    fn file(&mut self, bytes: &[u8], name: &str) {
        let (text, damaged) = text::decoded(bytes);
        if damaged {
            self.report.note(name, Reason::Encoding);
        }
        if own::is_markdown(&text) {
            let found = own::markdown(&text);
            self.draft(name, found);
            return;
        }
        if !text.trim_start().starts_with(['[', '{']) {
            self.report.note(name, Reason::Unknown);
            return;
        }
        self.values(Values::new(text.trim_start().as_bytes(), UNPACKED_MAX_BYTES), name);
    }

    fn values(&mut self, mut values: Values<impl Read>, name: &str) {
        let mut damaged_once = false;
        while let Some(next) = values.next() {
            if self.is_stopped() {
                return;
            }
            let (piece, damaged) = match next {
                Next::Piece(piece, damaged) => (piece, damaged),
                Next::TooLarge => return self.report.note(name, Reason::TooLarge),
                Next::Failed(words) => return self.report.note(name, Reason::Broken(words)),
            };
            if damaged && !damaged_once {
                damaged_once = true;
                self.report.note(name, Reason::Encoding);
            }
            self.piece(&piece, name);
        }
        if self.report.is_empty() {
            self.report.note(name, Reason::Empty);
        }
    }

    fn piece(&mut self, piece: &Piece<'_>, name: &str) {
        match piece.value() {
            Ok(value) => self.value(name, &value),
            Err(reason) => {
                let place = format!("{name}, from byte {}", piece.at());
                self.report.note(&place, reason);
            }
        }
    }

    fn value(&mut self, name: &str, value: &Value) {
        let Some(source) = Source::of(value) else {
            // A list of lists, or our own folder of conversations in one file.
            self.report.note(&field::label(value, name), Reason::Unknown);
            return;
        };
        if source == Source::Hadal {
            match own::json(value) {
                Ok(found) => self.hand_over(found),
                Err(reason) => self.report.note(&field::label(value, name), reason),
            }
            return;
        }
        let drafts: Box<dyn Iterator<Item = Result<Draft, (String, Reason)>> + '_> = match source {
            Source::DeepSeek => Box::new(one(deepseek::read(value), value, name)),
            Source::ChatGpt => Box::new(one(chat_gpt::read(value), value, name)),
            Source::Claude => Box::new(one(claude::read(value), value, name)),
            Source::OpenWebUi => Box::new(one(open_web_ui::read(value), value, name)),
            Source::Chatbox => Box::new(chatbox::read_all(value)),
            Source::CherryStudio => Box::new(cherry_studio::read_all(value)),
            Source::NextChat => Box::new(next_chat::read_all(value)),
            Source::LobeChat => Box::new(lobe_chat::read_all(value)),
            Source::Hadal | Source::Markdown => return,
        };
        for draft in drafts {
            if self.is_stopped() {
                return;
            }
            match draft {
                Ok(draft) => self.draft(name, Ok(draft)),
                Err((place, reason)) => self.report.note(&place, reason),
            }
        }
    }

    fn draft(&mut self, name: &str, draft: Result<Draft, Reason>) {
        let draft = match draft {
            Ok(draft) => draft,
            Err(reason) => return self.report.note(name, reason),
        };
        let place = draft.label();
        let (found, losses) = tree::grown(draft);
        for reason in losses {
            self.report.note(&place, reason);
        }
        match found {
            Some(found) => self.hand_over(found),
            None => self.report.note(&place, Reason::Empty),
        }
    }

    fn hand_over(&mut self, found: Imported) {
        if !self.seen.insert(found.conversation.id) {
            self.report.note(&found.conversation.title, Reason::Twice);
            return;
        }
        self.report.count(&found);
        if (self.each)(found).is_break() {
            self.stopped = true;
        }
    }
}

fn one(draft: Result<Draft, Reason>, value: &Value, name: &str) -> std::iter::Once<Result<Draft, (String, Reason)>> {
    std::iter::once(draft.map_err(|reason| (field::label(value, name), reason)))
}
