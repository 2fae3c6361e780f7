//! Many exports into one folder: a name for each that no other has, whatever the titles are and whoever compares.

use crate::file_name::numbered;
use crate::{Overwrite, WriteError, write_new};
use std::collections::HashMap;
use std::path::Path;
use unicode_normalization::UnicodeNormalization as _;

/// Files of one title before giving up on finding a free name.
const SAME_NAME_MAX: u32 = 1_000_000;

/// The names given so far in a folder.
#[derive(Debug, Default)]
pub struct Folder {
    /// The next number by name as macOS and Windows compare: decomposed and without case.
    next: HashMap<String, u32>,
}

impl Folder {
    /// Writes a file under a name made of the title, with a number where that is taken, and answers the name. Nothing
    /// that is there is replaced.
    ///
    /// # Errors
    /// [`WriteError`]; never that the file exists, unless a million do.
    pub fn write(&mut self, folder: &Path, title: &str, extension: &str, bytes: &[u8]) -> Result<String, WriteError> {
        let key = compared(&numbered(title, 1, extension));
        let mut number = self.next.get(&key).copied().unwrap_or(1);
        loop {
            let name = numbered(title, number, extension);
            number += 1;
            // "A 2" may be a title too: a name that was given is another one's as well.
            let taken = number > 2 && self.next.contains_key(&compared(&name));
            let written =
                if taken { Err(WriteError::Exists) } else { write_new(&folder.join(&name), bytes, Overwrite::Never) };
            match written {
                Ok(()) => {
                    self.next.insert(key, number);
                    self.next.entry(compared(&name)).or_insert(2);
                    return Ok(name);
                }
                // A folder of this name is in the way as well.
                Err(WriteError::Exists | WriteError::IsFolder) if number < SAME_NAME_MAX => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// By way of capitals, for some small letters have the same: `ſ` and `s`, `ß` and `ss`. Rather one name too many.
fn compared(name: &str) -> String {
    name.to_uppercase().to_lowercase().nfd().collect()
}
