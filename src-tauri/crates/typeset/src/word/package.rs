//! The ZIP around the parts. Source: PKWARE APPNOTE 6.3.10, 4.3, read 2026-11-22.

use crate::document::TypesetError;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use std::io::Write as _;

/// 1980-01-01, the first day that the format can tell: equal documents are equal bytes.
const DAY: u16 = 0x21;

/// A package while it is filled.
pub(super) struct Package {
    out: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

impl Package {
    pub(super) const fn new() -> Self {
        Self { out: Vec::new(), directory: Vec::new(), entries: 0 }
    }

    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> Result<(), TypesetError> {
        let mut crc = Crc::new();
        crc.update(content);
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        let packed = deflate
            .write_all(content)
            .and_then(|()| deflate.finish())
            .map_err(|error| TypesetError::Unwritable(error.to_string()))?;
        let at = size(self.out.len())?;
        let mut fields = Vec::new();
        // Version needed, flags (names are UTF-8), deflate, time, day.
        for field in [20_u16, 0x800, 8, 0, DAY] {
            fields.extend(field.to_le_bytes());
        }
        for field in [crc.sum(), size(packed.len())?, size(content.len())?] {
            fields.extend(field.to_le_bytes());
        }
        fields.extend(u16::try_from(name.len()).unwrap_or_default().to_le_bytes());
        fields.extend(0_u16.to_le_bytes());
        self.out.extend(b"PK\x03\x04");
        self.out.extend(&fields);
        self.out.extend(name.as_bytes());
        self.out.extend(packed);
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&fields);
        // Comment, disk, attributes: none.
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        let many = || TypesetError::Unwritable("it would have more than 65,535 parts".to_owned());
        self.entries = self.entries.checked_add(1).ok_or_else(many)?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Vec<u8>, TypesetError> {
        let (at, len) = (size(self.out.len())?, size(self.directory.len())?);
        self.out.extend(&self.directory);
        self.out.extend(b"PK\x05\x06\x00\x00\x00\x00");
        self.out.extend(self.entries.to_le_bytes());
        self.out.extend(self.entries.to_le_bytes());
        self.out.extend(len.to_le_bytes());
        self.out.extend(at.to_le_bytes());
        self.out.extend([0; 2]);
        Ok(self.out)
    }
}

fn size(bytes: usize) -> Result<u32, TypesetError> {
    u32::try_from(bytes).map_err(|_| TypesetError::Unwritable("it would be larger than 4 GiB".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_parts_than_a_package_can_count_are_refused() {
        let mut package = Package { entries: u16::MAX - 1, ..Package::new() };
        assert!(package.add("a", b"").is_ok());
        assert!(matches!(package.add("b", b""), Err(TypesetError::Unwritable(_))));
    }
}
