//! A door for the fuzzer, behind a feature that nobody else turns on.

use crate::{
    answer::Outbox, error::ApiError, event::ChatEvent, reader::Reader, refusal::Envelope, think_tags::ThinkTags,
};

/// Everything that comes out of a body that arrives in these pieces and then ends.
#[must_use]
pub fn read(pieces: &[&[u8]]) -> Vec<Result<ChatEvent, ApiError>> {
    let envelope = Envelope { status: 200, ..Envelope::default() };
    let mut reader = Reader::new(envelope, ThinkTags::Paired, 1 << 20);
    let mut all = Vec::new();
    let mut out = Outbox::new();
    for piece in pieces {
        let mut rest = *piece;
        while !rest.is_empty() {
            reader.step(&mut rest, &mut out);
            all.extend(out.drain(..));
        }
    }
    reader.end(&mut out);
    all.extend(out);
    all
}
