//! Conversations as files: Markdown to read, JSON to lose nothing, pages to hand in, and those of other programs to take
//! over.
//!
//! [`markdown()`], [`json()`], [`page()`], [`plain()`], [`csv`] and [`json_lines`] make the text, [`file_name()`] proposes a
//! name that every system takes, and [`write_new`] puts it on disk whole or not at all. [`parse_json`] reads the JSON
//! back, and [`import()`] reads it among the exports of other programs. The functions take domain values, so the window,
//! the command line and tests use the same ones.

mod choice;
mod closing;
mod demotion;
mod file_name;
mod folder;
mod front_matter;
mod import;
mod json;
mod json_belongings;
mod json_file;
mod markdown;
mod page;
mod paper;
mod plain;
mod table;
mod write;

pub use choice::ExportOptions;
pub use file_name::{FILE_NAME_MAX_BYTES, file_name};
pub use folder::Folder;
pub use hadal_store::{Belongings, Whole};
pub use hadal_typeset::{Paper, TypesetError};
pub use import::{
    ImportProblem, ImportReport, Imported, PROBLEMS_MAX, RATIO_MAX, Reason, Source, UNPACKED_MAX_BYTES, import,
    import_from,
};
pub use json::{FORMAT, JsonExportError, JsonImportError, VERSION, json, parse_json};
pub use markdown::{MarkdownOptions, markdown, markdown_with};
pub use page::page;
pub use paper::{PaperError, docx, glance, pdf, png};
pub use plain::plain;
pub use table::{csv, json_lines};
pub use write::{Overwrite, WriteError, write_new};
