//! The list beside the files of a kept folder. It is what keeps a conversation in one file, so it is written while a run
//! goes on, too: files that are not on it count as somebody else's.

use hadal_store::ShelfRow;
use hadal_transfer::Overwrite;
use hadal_wire::{CommandError, ErrorCode};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const LIST: &str = ".hadal-folder.json";

/// Which file is whose.
#[derive(Default)]
pub(super) struct List {
    files: BTreeMap<String, Map<String, Value>>,
    /// Entries that are not on the disk yet.
    unwritten: u32,
}

impl List {
    pub(super) fn read(folder: &Path) -> Result<Self, CommandError> {
        let failed = |error: &dyn std::fmt::Display| CommandError::new(ErrorCode::ExportFailed, error.to_string());
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let text = match std::fs::read_to_string(folder.join(LIST)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(failed(&error)),
        };
        // A broken list is begun anew: files of earlier runs count as somebody else's then, and stay.
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        let files = value.get("files").cloned().unwrap_or_default();
        Ok(Self { files: serde_json::from_value(files).unwrap_or_default(), unwritten: 0 })
    }

    /// The file of a conversation; only a plain name, whoever wrote the list.
    pub(super) fn name(&self, key: &str) -> Option<String> {
        let name = self.files.get(key)?.get("file")?.as_str()?;
        (Path::new(name).file_name() == Some(name.as_ref())).then(|| name.to_owned())
    }

    pub(super) fn has(&self, key: &str, row: &ShelfRow, folder: &Path) -> bool {
        let Some(entry) = self.files.get(key) else { return false };
        let summary = &row.summary;
        // A history that went back to a backup counts its changes from there again: the time tells them apart.
        entry.get("rev").and_then(Value::as_i64) == Some(row.rev)
            && entry.get("updated_at_ms").and_then(Value::as_i64) == Some(summary.updated_at.as_millis())
            && entry.get("title").and_then(Value::as_str) == Some(summary.title.as_str())
            && self.name(key).is_some_and(|name| folder.join(name).is_file())
    }

    pub(super) fn note(&mut self, key: String, name: &str, row: &ShelfRow) {
        let entry = json!({ "file": name, "rev": row.rev, "updated_at_ms": row.summary.updated_at.as_millis(),
            "title": row.summary.title });
        if let Value::Object(entry) = entry {
            self.files.insert(key, entry);
            self.unwritten += 1;
        }
    }

    /// Writes the list when at least so many of its entries are not on the disk.
    pub(super) fn write_from(&mut self, entries: u32, folder: &Path) -> Result<(), CommandError> {
        if self.unwritten < entries {
            return Ok(());
        }
        let text = json!({ "format": "hadal.folder", "version": 1, "files": self.files }).to_string();
        hadal_transfer::write_new(&folder.join(LIST), text.as_bytes(), Overwrite::Allowed)
            .map_err(|error| CommandError::new(ErrorCode::ExportFailed, error.to_string()))?;
        self.unwritten = 0;
        Ok(())
    }
}
