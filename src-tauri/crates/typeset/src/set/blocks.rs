//! Block by block: headings, paragraphs, quotes, formulas.

use super::rich::{Piece, Rich};
use super::text::Look;
use super::{ACCENT, BODY, FAINT, GAP, QUOTE_BAR, RULE, SMALL, Setter};
use crate::formula::Formula;
use crate::ink::{Bar, Color, Mark};
use hadal_markdown::{Alert, Block, Inline, OmitReason, plain_text};

/// Above headings of the first to the sixth level, and their sizes beside the body's.
const HEADINGS: [(f32, f32); 6] = [(18.0, 1.6), (16.0, 1.4), (14.0, 1.22), (12.0, 1.1), (10.0, 1.0), (10.0, 0.95)];

impl Setter<'_> {
    // Recursion is safe here: the tree was built under the nesting caps.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph { inlines } => {
                self.space(GAP);
                self.paragraph(inlines);
            }
            Block::Heading { level, inlines } => self.heading(*level, inlines),
            Block::List { ordered, start, tight, items } => self.list(*ordered, *start, *tight, items),
            Block::Quote { alert, blocks } => self.quote(*alert, blocks),
            Block::Code { language, text, .. } => {
                self.space(GAP + 2.0);
                self.code(language.as_deref(), text);
                self.space(GAP + 2.0);
            }
            Block::Html { text } => {
                self.space(GAP + 2.0);
                self.code(None, text);
                self.space(GAP + 2.0);
            }
            Block::Math { tex, .. } => {
                if let Some(formula) = Formula::read(tex, true) {
                    self.formula(&formula);
                } else {
                    self.space(GAP);
                    self.code(None, tex);
                }
            }
            Block::Table { align, head, rows } => self.table(align, head, rows),
            Block::Rule => {
                self.space(GAP + 4.0);
                let bar = Bar { x: 0.0, y: 0.0, width: self.width, height: 0.6, color: RULE };
                self.push(0.6, 0.6, vec![Mark::Bar(bar)]);
                self.space(GAP + 4.0);
            }
            Block::Footnote { number, blocks, .. } => {
                self.space(GAP);
                let was = (self.x, self.width);
                self.label(&format!("{number}"), 14.0, SMALL, false);
                self.blocks(blocks);
                (self.x, self.width) = was;
            }
            Block::Omitted { reason } => {
                self.space(GAP);
                let mut look = Look::text(SMALL, FAINT);
                look.italic = true;
                self.lines(&Rich::plain(omitted(*reason)), look);
            }
        }
    }

    pub(super) fn paragraph(&mut self, inlines: &[Inline]) {
        let ink = self.ink;
        for piece in Rich::pieces(inlines) {
            match piece {
                Piece::Text(rich) => self.lines(&rich, Look::text(BODY, ink)),
                Piece::Formula(formula) => self.formula(&formula),
                Piece::Picture { src, alt } => self.picture(&src, &alt),
            }
        }
    }

    fn heading(&mut self, level: u8, inlines: &[Inline]) {
        let at = usize::from(level.clamp(1, 6)) - 1;
        let (above, by) = HEADINGS.get(at).copied().unwrap_or((10.0, 1.0));
        self.space(above);
        let mut look = Look::text(BODY * by, self.ink);
        look.bold = true;
        look.leading = 1.3;
        let first = self.strips.len();
        self.lines(&Rich::flat(inlines), look);
        let paragraph = [Block::Paragraph { inlines: inlines.to_vec() }];
        self.name(first, level.clamp(1, 6), &plain_text(&paragraph));
        for strip in self.strips.iter_mut().skip(first) {
            strip.keeps_next = true;
        }
        self.space(3.0);
    }

    fn quote(&mut self, alert: Option<Alert>, blocks: &[Block]) {
        self.space(GAP);
        let (color, title) = match alert {
            None => (QUOTE_BAR, None),
            Some(Alert::Note) => (ACCENT, Some("Note")),
            Some(Alert::Tip) => (Color(26, 127, 55), Some("Tip")),
            Some(Alert::Important) => (Color(130, 80, 223), Some("Important")),
            Some(Alert::Warning) => (Color(154, 103, 0), Some("Warning")),
            Some(Alert::Caution) => (Color(207, 34, 46), Some("Caution")),
        };
        let was = self.open_quote(color);
        let before = std::mem::take(&mut self.before);
        let ink = self.ink;
        let first = self.strips.len();
        if let Some(title) = title {
            let mut look = Look::text(BODY * 0.95, color);
            look.bold = true;
            self.lines(&Rich::plain(title), look);
            self.keep_last();
            self.space(2.0);
        } else {
            self.ink = FAINT;
        }
        self.blocks(blocks);
        self.ink = ink;
        if let Some(strip) = self.strips.get_mut(first) {
            strip.before = before;
        }
        self.close_quote(was);
        self.space(GAP);
    }

    /// A formula on a line of its own, in the middle; smaller where it is wider than the column or taller
    /// than a page.
    pub(super) fn formula(&mut self, formula: &Formula) {
        self.space(GAP + 1.0);
        let (width, ink) = (self.width, self.ink);
        let Some(drawing) = formula.drawn(self.fonts, BODY, ink) else {
            self.code(None, formula.source());
            return;
        };
        // A heading has room above it.
        let drawing = drawing.within(width, self.height * 0.92);
        let (dx, above) = ((width - drawing.width) / 2.0, drawing.above);
        let height = drawing.above + drawing.below;
        self.push(height, above, drawing.marks.into_iter().map(|mark| mark.moved(dx, above)).collect());
        self.space(GAP + 1.0);
    }

    /// Puts a short text beside the next line, on the right of a leftward one, and leaves it that room.
    pub(super) fn label(&mut self, text: &str, indent: f32, size: f32, leftward: bool) {
        let (x, width) = (self.x, self.width);
        for line in self.laid(&Rich::plain(text), Look::text(size, FAINT), None).into_iter().take(1) {
            // Close to the text, as numbers of lists are; its baseline is that of the line.
            let dx = if leftward { x + width - indent + 5.0 } else { x + (indent - 5.0 - line.width).max(0.0) };
            let baseline = line.baseline;
            self.beside.extend(line.marks.into_iter().map(|mark| mark.moved(dx, -baseline)));
        }
        self.indent(indent, leftward);
    }

    /// Makes the column narrower on the side that lines begin at.
    pub(super) fn indent(&mut self, indent: f32, leftward: bool) {
        if !leftward {
            self.x += indent;
        }
        self.width = (self.width - indent).max(super::COLUMN_MIN);
    }
}

const fn omitted(reason: OmitReason) -> &'static str {
    match reason {
        OmitReason::Nesting => "… (left out: nested too deep)",
        OmitReason::TableCells => "… (left out: more rows)",
        OmitReason::Size => "… (left out: the rest of a very long text)",
    }
}
