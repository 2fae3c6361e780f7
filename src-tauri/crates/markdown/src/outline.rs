//! The chain of last blocks of a source: the last one, the last one in it, and so on.
//!
//! Whatever comes before the last child of each of them is final, since text only ever grows at the end.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag};

use crate::span::line_start;
use crate::structure::{Definitions, events};

/// What a node of the chain is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Root,
    Quote,
    List,
    Item,
    Table,
    Fenced,
    Paragraph,
    /// Holds nothing that could be final on its own.
    Other,
}

/// A node of the chain.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) shape: Shape,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// How many children it has, and where the last one begins.
    pub(crate) children: usize,
    pub(crate) last: usize,
    /// Running text right in a paragraph, outside of any mark.
    pub(crate) texts: Vec<Range<usize>>,
    /// The parser announces no paragraph for the text of a tight item.
    is_implicit: bool,
    next: Option<Box<Link>>,
}

impl Link {
    fn new(shape: Shape, range: Range<usize>) -> Self {
        let Range { start, end } = range;
        Self { shape, start, end, children: 0, last: start, texts: Vec::new(), is_implicit: false, next: None }
    }

    fn takes(&mut self, child: Self) {
        self.children += 1;
        self.last = child.start;
        self.next = Some(Box::new(child));
    }

    fn holds_blocks(&self) -> bool {
        matches!(self.shape, Shape::Root | Shape::Quote | Shape::Item)
    }
}

/// The chain in `text`, outermost first.
pub(crate) fn chain(text: &str, known: &Definitions) -> Vec<Link> {
    let mut stack = vec![Link::new(Shape::Root, 0..text.len())];
    // Marks within running text.
    let mut marks = 0_usize;
    for (event, range) in events(text, known) {
        match event {
            Event::Start(tag) if is_mark(&tag) => {
                begin_text(&mut stack, &range);
                marks += 1;
            }
            Event::Start(tag) => {
                end_text(&mut stack);
                stack.push(Link::new(shape(&tag), range));
            }
            Event::End(_) if marks > 0 => marks -= 1,
            Event::End(_) => {
                end_text(&mut stack);
                close(&mut stack);
            }
            Event::Rule => {
                end_text(&mut stack);
                stack.push(Link::new(Shape::Other, range));
                close(&mut stack);
            }
            Event::TaskListMarker(_) | Event::Html(_) => {}
            inline => {
                begin_text(&mut stack, &range);
                if let (0, Event::Text(_), Some(Link { shape: Shape::Paragraph, texts, .. })) =
                    (marks, inline, stack.last_mut())
                {
                    texts.push(range);
                }
            }
        }
    }
    while stack.len() > 1 {
        close(&mut stack);
    }
    let mut out = Vec::new();
    let mut at = stack.pop();
    while let Some(mut link) = at {
        at = link.next.take().map(|next| *next);
        out.push(link);
    }
    out
}

/// Where the line begins that holds the last child of a node.
pub(crate) fn last_line(text: &str, link: &Link) -> usize {
    line_start(text, link.last)
}

fn shape(tag: &Tag<'_>) -> Shape {
    match tag {
        Tag::Paragraph => Shape::Paragraph,
        Tag::BlockQuote(_) => Shape::Quote,
        Tag::List(_) => Shape::List,
        Tag::Item => Shape::Item,
        Tag::Table(_) => Shape::Table,
        Tag::CodeBlock(CodeBlockKind::Fenced(_)) => Shape::Fenced,
        _ => Shape::Other,
    }
}

fn is_mark(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

fn begin_text(stack: &mut Vec<Link>, range: &Range<usize>) {
    if stack.last().is_some_and(Link::holds_blocks) {
        stack.push(Link { is_implicit: true, ..Link::new(Shape::Paragraph, range.clone()) });
    }
    if let Some(link) = stack.last_mut().filter(|link| link.is_implicit) {
        link.end = link.end.max(range.end);
    }
}

fn end_text(stack: &mut Vec<Link>) {
    if stack.last().is_some_and(|link| link.is_implicit) {
        close(stack);
    }
}

fn close(stack: &mut Vec<Link>) {
    if stack.len() > 1
        && let Some(child) = stack.pop()
        && let Some(around) = stack.last_mut()
    {
        around.takes(child);
    }
}
