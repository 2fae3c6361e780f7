//! A first look at a source: where its blocks begin and which bytes are running text.
//!
//! Formulas and the closing of half-written marks must leave code, addresses and raw HTML alone.
//! What those are is the parser's word, so the parser is asked, before anything is veiled.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{
    BrokenLink, BrokenLinkCallback, CodeBlockKind, CowStr, Event, OffsetIter, Options, Parser, Tag, TagEnd,
};

use crate::span::line_start;

/// The dialect: `CommonMark` with the extensions of GFM. Formulas and bare addresses are ours.
pub(crate) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// Link definitions (`[label]: address`) of the part of a text that is no longer read.
pub(crate) type Definitions = HashMap<String, String>;

/// The name under which a definition is kept: without case, with single spaces.
pub(crate) fn definition_key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Looks a label up among the definitions that came before.
pub(crate) struct Known<'a>(pub(crate) &'a Definitions);

impl<'input> BrokenLinkCallback<'input> for Known<'_> {
    fn handle_broken_link(&mut self, link: BrokenLink<'input>) -> Option<(CowStr<'input>, CowStr<'input>)> {
        if self.0.is_empty() {
            return None;
        }
        let address = self.0.get(&definition_key(&link.reference))?;
        Some((address.clone().into(), CowStr::Borrowed("")))
    }
}

/// The parser's events over `text`.
pub(crate) fn events<'a>(text: &'a str, known: &'a Definitions) -> OffsetIter<'a, Known<'a>> {
    Parser::new_with_broken_link_callback(text, OPTIONS, Some(Known(known))).into_offset_iter()
}

/// What the first look found; all ranges sorted.
#[derive(Debug, Default)]
pub(crate) struct Structure {
    /// Running text, as the parser hands it out: no code, no marks, no addresses.
    pub(crate) texts: Vec<Range<usize>>,
    /// Stretches of inline content: a paragraph, a heading, the text of a tight item, a table row.
    pub(crate) leaves: Vec<Range<usize>>,
    /// Where bold and struck-out text opens and closes.
    pub(crate) marks: Vec<usize>,
    /// Fenced code.
    pub(crate) fences: Vec<Range<usize>>,
    /// Where each top-level block begins, rounded down to its line.
    pub(crate) blocks: Vec<usize>,
    /// Where the last table cell begins, while it is the last inline content.
    pub(crate) last_cell: Option<usize>,
    /// The last block is code or raw HTML: no marks to close there.
    pub(crate) ends_verbatim: bool,
    /// The last block is a heading, which its line ends.
    pub(crate) ends_in_heading: bool,
    /// How many events the parser gave: what a reading costs, where few bytes mean many nodes.
    pub(crate) events: usize,
}

impl Structure {
    pub(crate) fn of(text: &str, known: &Definitions) -> Self {
        let mut found = Self::default();
        let mut depth = 0_usize;
        let mut leaf: Option<Range<usize>> = None;
        let mut verbatim = false;
        for (event, range) in events(text, known) {
            found.events += 1;
            let inline = is_inline(&event);
            if !inline && let Some(done) = leaf.take() {
                found.leaves.push(done);
            }
            if depth == 0 && !matches!(event, Event::End(_)) {
                found.blocks.push(line_start(text, range.start));
            }
            match &event {
                Event::Start(tag) => {
                    depth += 1;
                    found.enter(tag, &range, &mut verbatim);
                }
                Event::End(tag) => {
                    depth = depth.saturating_sub(1);
                    if matches!(tag, TagEnd::CodeBlock | TagEnd::HtmlBlock) {
                        verbatim = false;
                    }
                }
                Event::Text(_) if !verbatim && !range.is_empty() => found.texts.push(range.clone()),
                _ => {}
            }
            if inline && !verbatim {
                leaf = Some(leaf.map_or(range.clone(), |leaf| leaf.start.min(range.start)..leaf.end.max(range.end)));
            }
        }
        found.leaves.extend(leaf);
        found.leaves.sort_by_key(|leaf| leaf.start);
        found.texts.sort_by_key(|text| text.start);
        found
    }

    /// Moves all places by `by`.
    pub(crate) fn shift(&mut self, by: usize) {
        for range in self.texts.iter_mut().chain(&mut self.leaves).chain(&mut self.fences) {
            *range = range.start + by..range.end + by;
        }
        for place in self.blocks.iter_mut().chain(&mut self.marks) {
            *place += by;
        }
    }

    /// Puts what `fresh` found in `range`, which begins and ends with blocks, in the place of what is there. What is told of
    /// the end of the text stays as it is.
    pub(crate) fn replace(&mut self, range: Range<usize>, fresh: Self) {
        let start_of = |range: &Range<usize>| range.start;
        spliced(&mut self.texts, fresh.texts, &range, start_of);
        spliced(&mut self.leaves, fresh.leaves, &range, start_of);
        spliced(&mut self.fences, fresh.fences, &range, start_of);
        spliced(&mut self.blocks, fresh.blocks, &range, |place| *place);
    }

    fn enter(&mut self, tag: &Tag<'_>, range: &Range<usize>, verbatim: &mut bool) {
        match tag {
            Tag::Strong | Tag::Strikethrough => {
                self.marks.extend([range.start, range.end.saturating_sub(2)]);
                return;
            }
            Tag::Emphasis | Tag::Link { .. } | Tag::Image { .. } => return,
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => self.fences.push(range.clone()),
            _ => {}
        }
        *verbatim = matches!(tag, Tag::CodeBlock(_) | Tag::HtmlBlock);
        self.ends_verbatim = *verbatim;
        self.ends_in_heading = matches!(tag, Tag::Heading { .. });
        self.last_cell = matches!(tag, Tag::TableCell).then_some(range.start);
    }
}

/// Both are sorted by `place`.
fn spliced<T>(kept: &mut Vec<T>, mut fresh: Vec<T>, range: &Range<usize>, place: fn(&T) -> usize) {
    let first = kept.partition_point(|one| place(one) < range.start);
    let next = kept.partition_point(|one| place(one) < range.end);
    fresh.truncate(fresh.partition_point(|one| place(one) < range.end));
    kept.splice(first..next.max(first), fresh);
}

/// Part of a stretch of inline content. Table cells count, so that a row is one stretch.
fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } | Tag::TableCell
        ),
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image
                | TagEnd::TableCell
        ),
        Event::Rule | Event::Html(_) | Event::TaskListMarker(_) => false,
        _ => true,
    }
}
