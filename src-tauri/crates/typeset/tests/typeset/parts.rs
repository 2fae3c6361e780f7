//! Parts out of a package, and whether they are XML.

use std::io::Read as _;

/// The text of a part, read by walking over the local headers.
pub(crate) fn part(package: &[u8], wanted: &str) -> String {
    let mut at = 0;
    loop {
        let head = &package[at..];
        assert!(head.starts_with(b"PK\x03\x04"), "{wanted} is not in the package");
        let number = |at: usize| u32::from_le_bytes(head[at..at + 4].try_into().unwrap()) as usize;
        let (packed, name) = (number(18), number(26) & 0xffff);
        let content = 30 + name;
        if &head[30..content] == wanted.as_bytes() {
            let mut text = String::new();
            let packed = &head[content..content + packed];
            flate2::read::DeflateDecoder::new(packed).read_to_string(&mut text).unwrap();
            assert_eq!(text.len(), number(22));
            return text;
        }
        at += content + packed;
    }
}

/// Every element that is opened is closed, in order; no `<` or `&` stands by itself.
pub(crate) fn well_formed(xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    for piece in xml.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap();
        for entity in text.split('&').skip(1) {
            assert!(["amp;", "lt;", "gt;", "quot;"].iter().any(|known| entity.starts_with(known)), "{entity}");
        }
        let name = tag.split([' ', '/']).next().unwrap();
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "in {xml}");
        } else if !tag.ends_with('/') && !tag.starts_with('?') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
}
