//! A door for the fuzzer, behind a feature that nobody else turns on; its test runs on any toolchain.

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

/// One run of the fuzzer: any bytes as the body of an answer, split by themselves. The first says into how
/// many pieces, the next where; the rest is the body.
///
/// # Panics
/// When a promise is broken: a split changes nothing, and an error is the last item.
pub fn run(input: &[u8]) {
    let Some((count, rest)) = input.split_first() else { return };
    let (cuts, body) = rest.split_at((usize::from(*count) % 8).min(rest.len()));
    let mut pieces = Vec::new();
    let mut left = body;
    for cut in cuts {
        let (piece, after) = left.split_at(usize::from(*cut).min(left.len()));
        pieces.push(piece);
        left = after;
    }
    pieces.push(left);
    let split = read(&pieces);
    assert_eq!(split, read(&[body]), "a split changes nothing");
    assert!(split.iter().rev().skip(1).all(Result::is_ok), "an error is the last item");
    let bytes: Vec<&[u8]> = body.chunks(1).collect();
    assert_eq!(split, read(&bytes), "neither does the finest one");
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use proptest::{collection::vec, prelude::*, test_runner::TestRunner};

    use super::run;

    fn seeds() -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/body");
        fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
    }

    #[test]
    fn the_seeds_of_the_fuzzer_and_what_grows_out_of_them_hold_its_promises() {
        let seeds = seeds();
        assert!(seeds.len() >= 7, "the seeds are there");
        for seed in &seeds {
            run(seed);
        }
        // As a fuzzer does: change, cut out, repeat and glue; never quite another thing.
        let words: [&[u8]; 12] = [
            b"data: ",
            b"\n\n",
            b"\r",
            b"[DONE]",
            b"\"}}]}",
            b"\\ud83d",
            b"\xEF\xBB\xBF",
            b"<think>",
            b"</think>",
            b"{\"error\":",
            b"\0",
            "\u{FF5C}DSML\u{FF5C}".as_bytes(),
        ];
        let change = (any::<prop::sample::Index>(), 0..4_u8, any::<u8>(), any::<prop::sample::Index>());
        let mutant = (0..seeds.len(), 0..seeds.len(), vec(change, 0..6)).prop_map(|(first, second, changes)| {
            let mut bytes = seeds.get(first).unwrap().clone();
            for (place, kind, byte, other) in changes {
                let at = place.index(bytes.len() + 1);
                match kind {
                    0 => bytes.splice(at..at, [byte]).for_each(drop),
                    1 => drop(bytes.drain(at..(at + usize::from(byte)).min(bytes.len()))),
                    2 => bytes.splice(at..at, other.get(&words).iter().copied()).for_each(drop),
                    _ => {
                        let donor = seeds.get(second).unwrap();
                        let from = other.index(donor.len() + 1);
                        bytes.extend(donor.get(from..).unwrap());
                    }
                }
            }
            bytes
        });
        let config = ProptestConfig { cases: 4_000, ..ProptestConfig::default() };
        TestRunner::new(config)
            .run(&mutant, |bytes| {
                run(&bytes);
                Ok(())
            })
            .unwrap();
    }
}
