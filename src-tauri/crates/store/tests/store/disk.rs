//! A disk that loses its power: what is synced stays, of the rest any part may be there.

use crate::watched::Step;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How much of what was not synced is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// All of it: the process was killed, the system lived on.
    Nothing,
    /// No byte that was not synced; names are there.
    Bytes,
    /// No byte and no name that was not synced.
    BytesAndNames,
    /// Some writes, in any order, and of one only some of its sectors.
    Torn(u64),
}

const SECTOR: usize = 512;

#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Cut { length: usize },
}

#[derive(Debug, Clone, Default)]
struct File {
    synced: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Disk {
    files: Vec<File>,
    names: BTreeMap<String, usize>,
    synced_names: BTreeMap<String, usize>,
}

impl Disk {
    pub(crate) fn take(&mut self, step: &Step) {
        match step {
            Step::Open { name, emptied } => {
                let file = self.file(name);
                if *emptied {
                    self.files[file].pending.push(Change::Cut { length: 0 });
                }
            }
            Step::Write { name, at, bytes } => {
                let file = self.file(name);
                self.files[file].pending.push(Change::Write { at: *at, bytes: bytes.clone() });
            }
            Step::Cut { name, length } => {
                let file = self.file(name);
                self.files[file].pending.push(Change::Cut { length: *length });
            }
            Step::Sync { name } => {
                let file = self.file(name);
                let file = &mut self.files[file];
                for change in std::mem::take(&mut file.pending) {
                    apply(&mut file.synced, &change);
                }
            }
            Step::SyncNames => self.synced_names = self.names.clone(),
            Step::Remove { name } => drop(self.names.remove(name)),
            Step::Rename { from, to } => {
                let file = self.names.remove(from).unwrap();
                self.names.insert(to.clone(), file);
            }
            Step::Ack(_) => {}
        }
    }

    fn file(&mut self, name: &str) -> usize {
        if let Some(file) = self.names.get(name) {
            return *file;
        }
        self.files.push(File::default());
        self.names.insert(name.to_owned(), self.files.len() - 1);
        self.files.len() - 1
    }

    /// Writes into an empty directory what is there after the power came back.
    pub(crate) fn after(&self, loss: Loss, dir: &Path) {
        let mut dice = Dice(match loss {
            Loss::Torn(seed) => seed | 1,
            _ => 1,
        });
        let names = if loss == Loss::BytesAndNames { &self.synced_names } else { &self.names };
        for (name, file) in names {
            let file = &self.files[*file];
            let mut bytes = file.synced.clone();
            for (n, change) in file.pending.iter().enumerate() {
                let last = n + 1 == file.pending.len();
                match loss {
                    Loss::Nothing => apply(&mut bytes, change),
                    Loss::Torn(_) if last => torn(&mut bytes, change, &mut dice),
                    Loss::Torn(_) if dice.below(2) == 0 => apply(&mut bytes, change),
                    Loss::Bytes | Loss::BytesAndNames | Loss::Torn(_) => {}
                }
            }
            let path = dir.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
}

fn apply(file: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write { at, bytes } => {
            if file.len() < at + bytes.len() {
                file.resize(at + bytes.len(), 0);
            }
            file[*at..at + bytes.len()].copy_from_slice(bytes);
        }
        Change::Cut { length } => file.resize(*length, 0),
    }
}

/// Some sectors of a write, one of them perhaps by half.
fn torn(file: &mut Vec<u8>, change: &Change, dice: &mut Dice) {
    let Change::Write { at, bytes } = change else {
        if dice.below(2) == 0 {
            apply(file, change);
        }
        return;
    };
    for (n, sector) in bytes.chunks(SECTOR).enumerate() {
        let kept = match dice.below(5) {
            0 => &sector[..sector.len() / 2],
            1 | 2 => &[],
            _ => sector,
        };
        if !kept.is_empty() {
            apply(file, &Change::Write { at: at + n * SECTOR, bytes: kept.to_vec() });
        }
    }
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }
}
