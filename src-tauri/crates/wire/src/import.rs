//! Conversations out of other programs' files: choosing, looking, taking over, taking back.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Longest piece of a dropped file, in characters of base64.
pub const PIECE_MAX_BYTES: usize = 8 * 1024 * 1024;

/// Ask for files to read.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportChoose {}

/// Files that were chosen; none when the person chose none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportChosen {
    /// The files.
    pub files: Vec<ImportFile>,
}

/// A file that can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportFile {
    /// Names it to the program; its path stays there.
    pub file_id: String,
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// A piece of a file that was dropped on the window.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportPiece {
    /// The file that it goes on with; absent for the first piece.
    #[serde(default)]
    #[ts(optional)]
    pub file_id: Option<String>,
    /// Name of the file.
    pub name: String,
    /// The bytes in base64.
    pub base64: String,
}

/// Read a file, told step by step; with `dryRun` nothing is taken over.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportRun {
    /// Name of this watch, to leave it by.
    pub watch_id: String,
    /// Which file.
    pub file_id: String,
    /// Only look.
    pub dry_run: bool,
}

/// A step of an import. After `read` and `stopped` nothing follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ImportEvent {
    /// It is read from here on.
    Begun {
        /// Stops it, see `job_stop`.
        job_id: String,
    },
    /// So many conversations were seen.
    Progress {
        /// How many.
        conversations: u64,
    },
    /// The file is read.
    Read {
        /// What was in it.
        report: ImportReport,
    },
    /// It was stopped; whole conversations that came until then stay.
    Stopped,
}

/// What was in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// Whose it was, by stable words; empty when it is nobody's that is known.
    pub sources: Vec<String>,
    /// Conversations that could be read.
    pub conversations: u64,
    /// Their messages.
    pub messages: u64,
    /// Conversations of these that the history did not have.
    pub new: u64,
    /// What could not be taken as it stood, the first few hundred.
    pub problems: Vec<ImportProblem>,
    /// Problems beyond those.
    pub more_problems: u64,
    /// Takes back what is new, see `import_undo`; absent when nothing was taken over.
    pub import_id: Option<String>,
}

/// Something that was not taken as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportProblem {
    /// The conversation's title, or where in the file.
    pub place: String,
    /// What the matter was.
    pub reason: ImportReason,
    /// How many, where it counts something.
    pub n: Option<u64>,
    /// A word of the parser or the name of a field.
    pub detail: Option<String>,
    /// The conversation, or more, was left out because of it.
    pub lost: bool,
}

/// What the matter was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportReason {
    /// Not a file of a kind that is known.
    Unknown,
    /// Broken.
    Broken,
    /// The file ends in the middle.
    CutOff,
    /// More than is read.
    TooLarge,
    /// The packed file is damaged.
    Packed,
    /// Bytes that are no text were replaced.
    Encoding,
    /// A field is missing or of another kind.
    Field,
    /// No message was in it.
    Empty,
    /// It stands in the file twice.
    Twice,
    /// Messages with an id of another.
    TwiceMessages,
    /// Messages whose predecessor is missing.
    Orphans,
    /// Messages that follow themselves.
    Circles,
    /// Messages that are not readable.
    Messages,
    /// Parts that are not text.
    Parts,
    /// Files whose content is not in the export.
    Files,
    /// The history did not take it.
    Refused,
    /// Something else, in the words of the program.
    Other,
}

/// Put the conversations that an import brought into the trash.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportUndo {
    /// Which.
    pub import_id: String,
}
