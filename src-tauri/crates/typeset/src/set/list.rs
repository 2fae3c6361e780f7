//! Lists: bullets, numbers and boxes to tick.

use super::text::Look;
use super::{BODY, FAINT, GAP, Setter};
use crate::direction::begins_leftward;
use crate::ink::{Bar, Color, Mark, Outline, Step};
use hadal_markdown::{Block, ListItem, plain_text};

const INDENT: f32 = 18.0;
/// Side of a box to tick.
const BOX: f32 = 7.5;

impl Setter<'_> {
    pub(super) fn list(&mut self, ordered: bool, start: u32, tight: bool, items: &[ListItem]) {
        self.space(GAP);
        let was = (self.x, self.width);
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let last = start.saturating_add(count);
        // Room for the widest number.
        let digits = u16::try_from(last.to_string().len()).unwrap_or(u16::MAX);
        let indent = if ordered { INDENT.max(f32::from(digits) * BODY * 0.62 + 10.0) } else { INDENT };
        // The marks stand on one side of the whole list: that of its first letter.
        let leftward =
            items.iter().map(|item| plain_text(&item.blocks)).find(|text| text.contains(char::is_alphabetic));
        let leftward = leftward.is_some_and(|text| begins_leftward(&text));
        for (at, item) in items.iter().enumerate() {
            self.space(if tight { 2.0 } else { GAP });
            match item.task {
                Some(done) => {
                    let x = if leftward { self.x + self.width - BOX - 3.0 } else { self.x + 3.0 };
                    self.beside.extend(tick_box(x, done, self.ink));
                    self.indent(indent, leftward);
                }
                None if ordered => {
                    let number = u32::try_from(at).map_or(u32::MAX, |at| start.saturating_add(at));
                    let label = if leftward { format!(".{number}") } else { format!("{number}.") };
                    self.label(&label, indent, BODY, leftward);
                }
                None => self.label("•", indent, BODY, leftward),
            }
            self.item(item, tight);
            // Of an item without any content the mark stands alone.
            if !self.beside.is_empty() {
                let height = BODY * Look::text(BODY, FAINT).leading;
                self.push(height, height * 0.72, Vec::new());
            }
            (self.x, self.width) = was;
        }
        self.space(GAP);
    }

    fn item(&mut self, item: &ListItem, tight: bool) {
        for (at, block) in item.blocks.iter().enumerate() {
            match block {
                Block::Paragraph { inlines } => {
                    if at > 0 {
                        self.space(if tight { 2.0 } else { GAP });
                    }
                    self.paragraph(inlines);
                }
                // A list in a tight list stands close to its line.
                Block::List { ordered, start, tight: inner, items } if tight => {
                    let before = self.before;
                    self.list_close(*ordered, *start, *inner, items, before.max(2.0));
                }
                other => self.blocks(std::slice::from_ref(other)),
            }
        }
    }

    fn list_close(&mut self, ordered: bool, start: u32, tight: bool, items: &[ListItem], before: f32) {
        let first = self.strips.len();
        self.list(ordered, start, tight, items);
        if let Some(strip) = self.strips.get_mut(first) {
            strip.before = before;
        }
        self.before = 0.0;
    }
}

/// A box, ticked or not, that stands on the baseline.
fn tick_box(x: f32, done: bool, ink: Color) -> Vec<Mark> {
    let (side, line) = (BOX, 0.7);
    let (top, color) = (-7.2, if done { ink } else { FAINT });
    let bar = |x, y, width, height| Mark::Bar(Bar { x, y, width, height, color });
    let mut marks = vec![
        bar(x, top, side, line),
        bar(x, top + side - line, side, line),
        bar(x, top, line, side),
        bar(x + side - line, top, line, side),
    ];
    if done {
        let steps = vec![Step::Move(1.6, 3.9), Step::Line(3.2, 5.6), Step::Line(6.0, 1.9)];
        marks.push(Mark::Outline(Outline { x, y: top, steps, stroke: Some(1.1), color }));
    }
    marks
}
