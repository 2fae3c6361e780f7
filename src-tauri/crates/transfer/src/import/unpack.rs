//! Files out of a ZIP, into memory and by name; nothing is ever written from it.
//!
//! Only what exports use is read: stored and deflated entries, found through the central directory.
//! Source: PKWARE APPNOTE 6.3.10, 4.3 and 4.5.3, read 2026-11-22.

use super::Reason;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::io::Read;

/// Most bytes of one file, packed or not, that are read; of an archive, of all its entries together.
pub const UNPACKED_MAX_BYTES: usize = 1 << 30;
/// A file that is packed tighter than this is a bomb: text packs three to thirty times.
pub const RATIO_MAX: usize = 250;

/// Below this nothing is a bomb.
const RATIO_FROM_BYTES: usize = 4 << 20;
/// Names of files that hold conversations: DeepSeek, `ChatGPT` and Claude; Cherry Studio. Large exports of `ChatGPT` are
/// cut into `conversations-000.json` and so on.
const NAMES: [&str; 2] = ["conversations.json", "data.json"];
/// More than these of one archive are not read.
pub(super) const ENTRIES_MAX: usize = 256;
/// The end record and the longest comment behind it.
const END_MAX_BYTES: usize = 22 + 65_535;

/// An entry that may hold conversations.
pub(super) struct Entry {
    pub name: String,
    method: u64,
    encrypted: bool,
    crc: u64,
    packed_len: usize,
    at: usize,
}

/// How a ZIP begins: an entry, or the end of an empty one.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The entries that may hold conversations, at the top or in one folder.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry>, Reason> {
    let damaged = || Reason::Packed("its directory is missing or damaged".to_owned());
    let (mut at, count) = directory(bytes).ok_or_else(damaged)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let (entry, next) = entry(bytes, at).ok_or_else(damaged)?;
        at = next;
        if is_wanted(&entry.name) {
            found.push(entry);
        }
    }
    Ok(found)
}

fn is_wanted(name: &str) -> bool {
    match name.split_once('/') {
        None => holds_conversations(name),
        Some((folder, file)) => holds_conversations(file) && !matches!(folder, "" | "." | ".."),
    }
}

fn holds_conversations(file: &str) -> bool {
    let number = file.strip_prefix("conversations-").and_then(|rest| rest.strip_suffix(".json"));
    NAMES.contains(&file)
        || number.is_some_and(|number| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

/// The content of an entry. `left` says how much may still come out of the archive, and gets smaller by what came.
pub(super) fn read(bytes: &[u8], entry: &Entry, left: &mut usize) -> Result<Vec<u8>, Reason> {
    let packed = |words: &str| Reason::Packed(words.to_owned());
    if entry.encrypted {
        return Err(packed("it is encrypted"));
    }
    let content = content(bytes, entry).ok_or_else(|| packed("an entry lies outside of it"))?;
    // What the archive says of its sizes is a claim; the limit counts what comes out.
    let limit = content.len().saturating_mul(RATIO_MAX).max(RATIO_FROM_BYTES);
    let unpacked = match entry.method {
        0 => limited(content, limit, left),
        8 => limited(DeflateDecoder::new(content), limit, left),
        _ => return Err(packed("its way of packing is not read")),
    }?;
    let mut crc = Crc::new();
    crc.update(&unpacked);
    if u64::from(crc.sum()) == entry.crc { Ok(unpacked) } else { Err(packed("an entry is damaged")) }
}

fn limited(from: impl Read, limit: usize, left: &mut usize) -> Result<Vec<u8>, Reason> {
    let limit = limit.min(*left);
    let mut out = Vec::new();
    let read = from.take(limit as u64 + 1).read_to_end(&mut out);
    // What was refused was unpacked too.
    *left = left.saturating_sub(out.len());
    read.map_err(|error| Reason::Packed(error.to_string()))?;
    if out.len() > limit { Err(Reason::TooLarge) } else { Ok(out) }
}

/// Where the central directory begins, and how many entries it claims.
fn directory(bytes: &[u8]) -> Option<(usize, usize)> {
    let from = bytes.len().saturating_sub(END_MAX_BYTES);
    let tail = bytes.get(from..)?;
    let end = from + tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let (count, at) = (number(bytes, end + 10, 2)?, number(bytes, end + 16, 4)?);
    if count != 0xffff && at != 0xffff_ffff {
        return Some((size(at)?, size(count)?));
    }
    let locator = end.checked_sub(20)?;
    if bytes.get(locator..locator + 4)? != b"PK\x06\x07" {
        return Some((size(at)?, size(count)?));
    }
    let record = size(number(bytes, locator + 8, 8)?)?;
    if bytes.get(record..record.checked_add(4)?)? != b"PK\x06\x06" {
        return None;
    }
    Some((size(number(bytes, record + 48, 8)?)?, size(number(bytes, record + 32, 8)?)?))
}

/// The entry of the directory at a place, and where the next one is.
fn entry(bytes: &[u8], at: usize) -> Option<(Entry, usize)> {
    let bytes = bytes.get(at..)?;
    if bytes.get(..4)? != b"PK\x01\x02" {
        return None;
    }
    let field = |place, width| number(bytes, place, width);
    let (name_len, extra_len, comment_len) = (size(field(28, 2)?)?, size(field(30, 2)?)?, size(field(32, 2)?)?);
    let name = String::from_utf8_lossy(bytes.get(46..46 + name_len)?).into_owned();
    let extra = bytes.get(46 + name_len..46 + name_len + extra_len)?;
    let (mut packed_len, mut local) = (field(20, 4)?, field(42, 4)?);
    let mut wide = wide_fields(extra);
    if field(24, 4)? == u64::from(u32::MAX) {
        wide.next();
    }
    for value in [&mut packed_len, &mut local] {
        if *value == u64::from(u32::MAX) {
            *value = wide.next()?;
        }
    }
    let entry = Entry {
        name,
        method: field(10, 2)?,
        encrypted: field(8, 2)? & 1 == 1,
        crc: field(16, 4)?,
        packed_len: size(packed_len)?,
        at: size(local)?,
    };
    Some((entry, at + 46 + name_len + extra_len + comment_len))
}

/// Sizes and places that do not fit into four bytes, in their order (4.5.3).
fn wide_fields(extra: &[u8]) -> impl Iterator<Item = u64> {
    let (mut at, mut found) = (0, &[][..]);
    while let (Some(id), Some(len)) = (number(extra, at, 2), number(extra, at + 2, 2).and_then(size)) {
        if id == 1 {
            found = extra.get(at + 4..at + 4 + len).unwrap_or_default();
            break;
        }
        at += 4 + len;
    }
    found.chunks_exact(8).filter_map(|eight| number(eight, 0, 8))
}

fn content<'a>(bytes: &'a [u8], entry: &Entry) -> Option<&'a [u8]> {
    let local = bytes.get(entry.at..)?;
    if local.get(..4)? != b"PK\x03\x04" {
        return None;
    }
    let start = 30 + size(number(local, 26, 2)?)? + size(number(local, 28, 2)?)?;
    local.get(start..start.checked_add(entry.packed_len)?)
}

/// A number of so many bytes, the lowest first.
fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
}

fn size(value: u64) -> Option<usize> {
    usize::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_entries_together_have_one_limit_and_what_is_refused_counts() {
        let content = [b'x'; 80];
        let mut crc = Crc::new();
        crc.update(&content);
        let bytes = [&b"PK\x03\x04"[..], &[0; 26], &content].concat();
        let entry = Entry {
            name: String::new(),
            method: 0,
            encrypted: false,
            crc: u64::from(crc.sum()),
            packed_len: content.len(),
            at: 0,
        };
        let mut left = 200;
        assert!(read(&bytes, &entry, &mut left).is_ok_and(|read| read == content));
        assert_eq!(left, 120);
        assert!(read(&bytes, &entry, &mut left).is_ok());
        assert_eq!(read(&bytes, &entry, &mut left), Err(Reason::TooLarge));
        assert_eq!(left, 0, "bytes that came out are spent, whatever became of them");
        assert_eq!(read(&bytes, &entry, &mut left), Err(Reason::TooLarge));
    }
}
