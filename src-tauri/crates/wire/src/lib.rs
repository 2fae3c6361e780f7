//! What crosses to the window: commands, events, error codes, and their TypeScript.
//!
//! The window sees these shapes only, never a row or an API chunk. Conversions from the domain are `From`s here.

mod account;
mod app;
mod attachment;
mod command;
mod connection;
mod conversation;
mod data;
mod error;
mod export;
mod export_format;
mod from_domain;
mod health;
mod import;
mod mark;
mod message;
mod parameters;
mod prompt;
mod search;
mod settings;
mod shelf;
mod tint;
mod tree;
mod turn;
mod typescript;

pub use account::{
    Balance, BalanceLine, DemoEnter, DemoLeave, KeyForget, KeyInfo, KeyKeep, KeyKept, KeyPlace, KeyState,
};
pub use app::{
    AppClose, AppInfo, AppInfoGet, AppMode, AppPainted, CutAnswersSettle, Done, HistoryInfo, HistoryState,
    HistoryTrouble, LinkOpen, ModelInfo, RepairedFrom,
};
pub use attachment::{
    PICTURE_MAX_BYTES, PICTURES_MAX, Picture, PictureGet, PictureKept, PicturePiece, PictureRef, PictureView,
};
pub use command::{CommandKind, NAMES, kind};
pub use connection::{ConnectionReport, ConnectionStep, ConnectionStepName, ConnectionTest};
pub use conversation::{
    ConversationConfigure, ConversationDelete, ConversationFork, ConversationInfo, ConversationList, ConversationOpen,
    ConversationPage, ConversationRename, ConversationRestore, ConversationRow, ConversationView, DraftKeep,
    LibraryEvent, LibraryWatch, QueueKeep, QueuedMessage, WatchLeave,
};
pub use data::{BackupInfo, BackupRestore, DataErase, DataGet, DataInfo, KeepWhen, KeptFolder, KeptFolderChange};
pub use error::{CommandError, ErrorCode};
pub use export::{
    CodeSave, ExportChoice, ExportEvent, ExportPreview, ExportPreviewGet, ExportReveal, ExportSaved, ExportScope,
    ExportText, ExportTextGet, ExportWish, ExportWrite, JobStop,
};
pub use export_format::ExportFormat;
pub use health::{Health, HealthFigures, HealthGet, HealthWord};
pub use import::{
    ImportChoose, ImportChosen, ImportEvent, ImportFile, ImportPiece, ImportProblem, ImportReason, ImportReport,
    ImportRun, ImportUndo, PIECE_MAX_BYTES,
};
pub use mark::{BookmarkRow, Bookmarks, BookmarksGet, MessageBookmark, MessageDelete, MessageDeleted, MessageUndelete};
pub use message::{
    AnswerBlocks, AnswerCost, AnswerError, MessageBlocks, MessageBlocksGet, MessageShow, MessageSource,
    MessageSourceGet, MessageView, RoleWord, StatusWord, Timings, Tokens,
};
pub use parameters::Parameters;
pub use prompt::{Prompt, Prompts, PromptsGet, PromptsKeep};
pub use search::{SEARCH_MAX_BYTES, Search, SearchHit, SearchPage, SnippetPart};
pub use settings::{
    BalanceGet, EndpointInfo, SendKey, Settings, SettingsChange, Standby, StandbyInfo, Theme, ThinkingWord,
};
pub use shelf::{
    Arrangement, ConversationSeen, FolderDelete, FolderMake, FolderMove, FolderRename, FolderRow, SELECTION_MAX,
    SelectionArrange, SelectionDelete, SelectionDone, SelectionErase, SelectionRestore, Shelf, Shelves, ShelvesGet,
    TagDelete, TagMake, TagRename, TagRow, TrashEmpty,
};
pub use tint::{CodeTint, TintPart, TintWatch};
pub use tree::{ConversationTree, ConversationTreeGet, TreeNode};
pub use turn::{
    Phase, PhaseName, TurnAttach, TurnContinue, TurnEvent, TurnEventKind, TurnHurry, TurnRegenerate, TurnStart,
    TurnStarted, TurnStop, TurnTakeBack, TurnTakenBack,
};
pub use typescript::contract;

pub use hadal_domain::MESSAGE_MAX_BYTES;
