//! The readers of a text's code blocks: each remembers how far it is, so that a line is read and told once.

use hadal_highlight::Code;
use hadal_markdown::Block;
use hadal_wire::CodeTint;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long a slice of reading may take: what it gave is shown, and others get their turn.
const SLICE: Duration = Duration::from_millis(40);

/// How long the code of one text may take in all; what is left then stays plain. A message may hold thousands of blocks,
/// and each has a limit of its own only.
const WHOLE: Duration = Duration::from_secs(30);

/// A top-level block that changed.
#[derive(Debug)]
pub(crate) struct Touched {
    pub(crate) index: usize,
    pub(crate) block: Block,
    /// It is the last one of a text that grows.
    pub(crate) may_grow: bool,
}

/// One reader a code block, by the way to it.
#[derive(Debug, Default)]
pub(crate) struct Readers {
    known: BTreeMap<Vec<u32>, Reader>,
    spent: Duration,
}

#[derive(Debug)]
struct Reader {
    language: Option<String>,
    /// `None` when nobody knows the language.
    code: Option<Code>,
    /// What was read, line ends included.
    seen: String,
    lines: u32,
    /// The last line was read, too.
    is_whole: bool,
}

impl Readers {
    /// The text has only so many blocks now.
    pub(crate) fn forget_from(&mut self, blocks: usize) {
        let len = number(blocks);
        self.known.retain(|path, _| path.first().is_some_and(|index| *index < len));
    }

    /// Reads what is new in these blocks; returns those that are not through.
    pub(crate) fn read(&mut self, touched: Vec<Touched>, out: &mut Vec<CodeTint>) -> Vec<usize> {
        if self.spent > WHOLE {
            return Vec::new();
        }
        let begun = Instant::now();
        let until = begun + SLICE;
        let mut left = Vec::new();
        for Touched { index, block, may_grow } in touched {
            let mut slice = Slice { may_grow, until, is_through: true, out };
            self.block(&mut vec![number(index)], &block, &mut slice);
            if !slice.is_through {
                left.push(index);
            }
        }
        self.spent += begun.elapsed();
        left
    }

    fn block(&mut self, path: &mut Vec<u32>, block: &Block, slice: &mut Slice<'_>) {
        match block {
            Block::Code { language, text, .. } => {
                let reader = self
                    .known
                    .entry(path.clone())
                    .and_modify(|reader| reader.check(language.as_deref(), text))
                    .or_insert_with(|| Reader::new(language.as_deref()));
                // Code at the end of a growing text may look closed while the next line's indent is still to come.
                reader.read(path, text, !slice.may_grow, slice);
            }
            Block::List { items, .. } => {
                for (index, item) in items.iter().enumerate() {
                    path.push(number(index));
                    self.blocks(path, &item.blocks, slice);
                    path.pop();
                }
            }
            Block::Quote { blocks, .. } | Block::Footnote { blocks, .. } => self.blocks(path, blocks, slice),
            _ => {}
        }
    }

    fn blocks(&mut self, path: &mut Vec<u32>, blocks: &[Block], slice: &mut Slice<'_>) {
        for (index, block) in blocks.iter().enumerate() {
            path.push(number(index));
            self.block(path, block, slice);
            path.pop();
        }
    }
}

struct Slice<'a> {
    may_grow: bool,
    until: Instant,
    is_through: bool,
    out: &'a mut Vec<CodeTint>,
}

impl Reader {
    fn new(language: Option<&str>) -> Self {
        Self {
            language: language.map(str::to_owned),
            code: language.and_then(Code::new),
            seen: String::new(),
            lines: 0,
            is_whole: false,
        }
    }

    /// Begins anew when this is not the text that was read, grown.
    fn check(&mut self, language: Option<&str>, text: &str) {
        let same = self.language.as_deref() == language
            && if self.is_whole { text == self.seen } else { text.starts_with(&self.seen) };
        if !same {
            *self = Self::new(language);
        }
    }

    fn read(&mut self, path: &[u32], text: &str, is_whole: bool, slice: &mut Slice<'_>) {
        let Some(code) = &mut self.code else { return };
        let Some(mut rest) = text.get(self.seen.len()..).filter(|_| !self.is_whole) else { return };
        let from = self.lines;
        let mut lines = Vec::new();
        loop {
            let end = rest.find('\n').map(|at| at + 1);
            if end.is_none() && !is_whole {
                break;
            }
            // The first line of a slice is read in any case: there is always some progress.
            if !(lines.is_empty() && slice.out.is_empty()) && Instant::now() > slice.until {
                slice.is_through = false;
                break;
            }
            let (line, after) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
            lines.push(code.line(line.strip_suffix('\n').unwrap_or(line)));
            self.seen.push_str(line);
            self.lines += 1;
            rest = after;
            if end.is_none() {
                self.is_whole = true;
                break;
            }
        }
        if !lines.is_empty() {
            slice.out.push(CodeTint { path: path.to_vec(), from, lines });
        }
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Block {
        Block::Code { language: Some("rust".to_owned()), text: text.to_owned(), closed: false }
    }

    /// Reads to the end, as the painter does.
    fn read(readers: &mut Readers, index: usize, block: &Block, may_grow: bool) -> Vec<CodeTint> {
        let mut out = Vec::new();
        loop {
            let mut slice = Vec::new();
            let left = readers.read(vec![Touched { index, block: block.clone(), may_grow }], &mut slice);
            out.append(&mut slice);
            if left.is_empty() {
                return out;
            }
        }
    }

    fn lines(tints: &[CodeTint]) -> Vec<Vec<hadal_highlight::Run>> {
        tints.iter().flat_map(|tint| tint.lines.clone()).collect()
    }

    const TEXT: &str = "fn main() {\n    /* one\n    two */ let x = \"é😀\";\n}\n\n// end";

    #[test]
    fn a_block_that_grows_tells_each_line_once_and_ends_as_one_read_whole() {
        let whole = read(&mut Readers::default(), 0, &code(TEXT), false);
        let mut readers = Readers::default();
        let mut grown = Vec::new();
        for (end, _) in TEXT.char_indices().skip(1) {
            grown.extend(read(&mut readers, 0, &code(TEXT.get(..end).unwrap()), true));
        }
        assert!(lines(&grown).len() < lines(&whole).len(), "a line that may still grow is not told");
        grown.extend(read(&mut readers, 0, &code(TEXT), false));
        assert_eq!(lines(&grown), lines(&whole));
        let numbers: Vec<u32> = grown.iter().flat_map(|t| t.from..t.from + number(t.lines.len())).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5], "each line once, in order");
        assert!(read(&mut readers, 0, &code(TEXT), false).is_empty(), "nothing is told twice");
    }

    #[test]
    fn another_text_in_the_same_place_is_read_from_its_start() {
        let mut readers = Readers::default();
        read(&mut readers, 0, &code("let a = 1;\nlet b"), true);
        let again = read(&mut readers, 0, &code("use x;\n"), true);
        assert_eq!(again.first().map(|tint| tint.from), Some(0));
    }

    #[test]
    fn code_within_lists_and_quotes_is_found_by_its_path() {
        let block = hadal_markdown::parse("- a\n- b\n\n  > q\n  >\n  > ```rust\n  > let x = 1;\n  > ```\n").remove(0);
        let mut readers = Readers::default();
        assert!(read(&mut readers, 7, &block, true).is_empty(), "its last line may still grow");
        let tints = read(&mut readers, 7, &block, false);
        assert_eq!(tints.first().map(|tint| tint.path.clone()), Some(vec![7, 1, 1, 1]));
    }

    #[test]
    fn blocks_that_are_gone_are_forgotten() {
        let mut readers = Readers::default();
        read(&mut readers, 3, &code("let a = 1;\n"), true);
        readers.forget_from(3);
        assert_eq!(read(&mut readers, 3, &code("let a = 1;\n"), true).first().map(|t| t.from), Some(0));
    }
}
