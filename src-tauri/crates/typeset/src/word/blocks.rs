//! Blocks as paragraphs and tables.

use super::Writer;
use crate::columns::{letters, longest_word, shared};
use crate::direction::begins_leftward;
use crate::formula::Formula;
use hadal_markdown::{Alert, Align, Block, Cell, Inline, ListItem, plain_text};
use std::fmt::Write as _;

/// Twips of the text on a page, of a letter, and of the space beside the words of a cell.
const WIDTH: u32 = 9_298;
const LETTER: f32 = 122.0;
const CELL_SIDES: f32 = 220.0;
/// Twips of one step to the right.
const STEP: u32 = 420;
/// Twips of a bar at the left and the space behind it.
pub(super) const BAR: u32 = 240;
/// Lists in lists beyond this are set at the last depth: Word knows nine.
const DEPTH_MAX: u32 = 8;

impl Writer<'_> {
    // Recursion is safe here: the tree was built under the nesting caps.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph { inlines } => self.paragraph(inlines),
            Block::Heading { level, inlines } => {
                self.open_paragraph_of(&format!("Heading{}", level.clamp(&1, &6)), "", leftward(inlines));
                self.inlines(inlines, "");
                self.close_paragraph();
            }
            Block::List { ordered, start, items, .. } => self.list(ordered.then_some(*start), items, 0),
            Block::Quote { alert, blocks } => self.quote(*alert, blocks),
            Block::Code { language, text, .. } => self.code(language.as_deref(), text),
            Block::Html { text } => self.code(None, text),
            Block::Math { tex, .. } => self.formula(tex),
            Block::Table { align, head, rows } => self.table(align, head, rows),
            Block::Rule => {
                let line = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"1\" w:color=\"D6DADF\"/></w:pBdr>";
                self.open_paragraph(self.style, line);
                self.close_paragraph();
            }
            Block::Footnote { number, blocks, .. } => {
                for (at, block) in blocks.iter().enumerate() {
                    match block {
                        Block::Paragraph { inlines } if at == 0 => {
                            self.open_paragraph("Note", "");
                            self.run(&format!("{number} "), "<w:vertAlign w:val=\"superscript\"/>");
                            self.inlines(inlines, "");
                            self.close_paragraph();
                        }
                        other => self.block(other),
                    }
                }
            }
            Block::Omitted { .. } => self.styled("Note", "…"),
        }
    }

    fn paragraph(&mut self, inlines: &[Inline]) {
        // A formula of its own line is a paragraph of its own.
        for part in inlines.split_inclusive(|inline| matches!(inline, Inline::DisplayMath { .. })) {
            let (text, formula) = match part.split_last() {
                Some((Inline::DisplayMath { tex }, text)) => (text, Some(tex)),
                _ => (part, None),
            };
            if text.iter().any(|inline| !matches!(inline, Inline::SoftBreak)) {
                self.open_paragraph_of(self.style, "", leftward(text));
                self.inlines(text, "");
                self.close_paragraph();
            }
            if let Some(tex) = formula {
                self.formula(tex);
            }
        }
    }

    fn formula(&mut self, tex: &str) {
        let Some(equations) = Formula::read(tex, true).and_then(|formula| formula.equations()) else {
            return self.code(None, tex);
        };
        for equation in equations {
            self.open_paragraph("Formula", "");
            let _ = write!(
                self.out,
                "<m:oMathPara><m:oMathParaPr><m:jc m:val=\"center\"/></m:oMathParaPr>{equation}</m:oMathPara>"
            );
            self.close_paragraph();
        }
    }

    fn quote(&mut self, alert: Option<Alert>, blocks: &[Block]) {
        let was = (self.style, self.indent);
        let (style, title) = match alert {
            None => ("Quote", None),
            Some(Alert::Note) => ("AlertNote", Some(("Note", "175CA1"))),
            Some(Alert::Tip) => ("AlertTip", Some(("Tip", "1A7F37"))),
            Some(Alert::Important) => ("AlertImportant", Some(("Important", "8250DF"))),
            Some(Alert::Warning) => ("AlertWarning", Some(("Warning", "9A6700"))),
            Some(Alert::Caution) => ("AlertCaution", Some(("Caution", "CF222E"))),
        };
        // Two that touch become one.
        self.gap(style);
        self.style = style;
        self.indent += BAR;
        if let Some((words, color)) = title {
            self.open_paragraph(style, "<w:keepNext/>");
            self.run(words, &format!("<w:b/><w:color w:val=\"{color}\"/>"));
            self.close_paragraph();
        }
        self.blocks(blocks);
        self.ended = (style, self.out.len());
        (self.style, self.indent) = was;
    }

    fn list(&mut self, start: Option<u32>, items: &[ListItem], depth: u32) {
        self.lists.push(start);
        let number = self.lists.len();
        let base = self.indent;
        let left = base + STEP * (depth + 1);
        for item in items {
            let mark = format!(
                "<w:numPr><w:ilvl w:val=\"{}\"/><w:numId w:val=\"{number}\"/></w:numPr><w:ind w:left=\"{left}\" w:hanging=\"360\"/>",
                depth.min(DEPTH_MAX)
            );
            let mark = if item.task.is_some() { format!("<w:ind w:left=\"{left}\" w:hanging=\"360\"/>") } else { mark };
            let (first, rest) = match item.blocks.split_first() {
                Some((Block::Paragraph { inlines }, rest)) => (inlines.as_slice(), rest),
                // The mark of an item that begins with something else stands above it.
                _ => (&[][..], item.blocks.as_slice()),
            };
            let keep = if first.is_empty() && !rest.is_empty() { "<w:keepNext/>" } else { "" };
            self.open_paragraph_of("ListItem", &format!("{keep}{mark}"), leftward(first));
            if let Some(done) = item.task {
                self.run(if done { "☑" } else { "☐" }, "");
                self.out.push_str("<w:r><w:tab/></w:r>");
            }
            self.inlines(first, "");
            self.close_paragraph();
            for block in rest {
                match block {
                    Block::Paragraph { inlines } => {
                        let more = format!("<w:ind w:left=\"{left}\"/>");
                        self.open_paragraph_of("ListItem", &more, leftward(inlines));
                        self.inlines(inlines, "");
                        self.close_paragraph();
                    }
                    Block::List { ordered, start, items, .. } => self.list(ordered.then_some(*start), items, depth + 1),
                    other => {
                        self.indent = left;
                        self.block(other);
                        self.indent = base;
                    }
                }
            }
        }
    }

    /// One paragraph, so that its ground has no stripes; lines are line breaks.
    fn code(&mut self, language: Option<&str>, text: &str) {
        let mut painter = language.and_then(|language| self.paint.reader(language));
        self.gap("Code");
        self.open_paragraph("Code", "");
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.out.push_str("<w:r><w:br/></w:r>");
            }
            let line = line.trim_end_matches('\r');
            let tokens = match &mut painter {
                Some(painter) if crate::code_paint::is_painted(text, line) => painter.line(line),
                _ => Vec::new(),
            };
            for (piece, color) in crate::code_paint::pieces(line, &tokens) {
                match color {
                    Some(color) => {
                        let crate::ink::Color(r, g, b) = color;
                        self.run(piece, &format!("<w:color w:val=\"{r:02X}{g:02X}{b:02X}\"/>"));
                    }
                    None => self.run(piece, ""),
                }
            }
        }
        self.close_paragraph();
        self.ended = ("Code", self.out.len());
    }

    fn table(&mut self, align: &[Align], head: &[Cell], rows: &[Vec<Cell>]) {
        self.out.push_str("<w:tbl><w:tblPr><w:tblStyle w:val=\"Table\"/><w:tblW w:w=\"0\" w:type=\"auto\"/>");
        if self.indent > 0 {
            let _ = write!(self.out, "<w:tblInd w:w=\"{}\" w:type=\"dxa\"/>", self.indent);
        }
        self.out.push_str("<w:tblLayout w:type=\"autofit\"/></w:tblPr><w:tblGrid>");
        // Word finds the widths again; other readers take these.
        let widths = widths(align.len(), head, rows, WIDTH - self.indent.min(WIDTH / 2));
        for width in &widths {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
        self.row(align, &widths, head, true);
        for row in rows {
            self.row(align, &widths, row, false);
        }
        self.out.push_str("</w:tbl>");
        // Two tables that touch become one, and a cell must end in a paragraph.
        self.thin();
    }

    /// Parts a paragraph of a ground or a bar from one of the same just before it, which would be one with it.
    fn gap(&mut self, style: &'static str) {
        if self.ended == (style, self.out.len()) {
            self.thin();
        }
    }

    fn thin(&mut self) {
        let line = "<w:spacing w:before=\"0\" w:after=\"60\" w:line=\"120\" w:lineRule=\"exact\"/>";
        self.open_paragraph("Normal", line);
        self.close_paragraph();
    }

    fn row(&mut self, align: &[Align], widths: &[u32], cells: &[Cell], is_head: bool) {
        self.out.push_str("<w:tr><w:trPr><w:cantSplit/>");
        self.out.push_str(if is_head { "<w:tblHeader/></w:trPr>" } else { "</w:trPr>" });
        for (at, (align, width)) in align.iter().zip(widths).enumerate() {
            let place = match align {
                Align::Center => "<w:jc w:val=\"center\"/>",
                Align::Right => "<w:jc w:val=\"right\"/>",
                Align::Left | Align::None => "",
            };
            let _ = write!(
                self.out,
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
            );
            let bidi = if cells.get(at).is_some_and(|cell| leftward(&cell.inlines)) { "<w:bidi/>" } else { "" };
            let _ = write!(self.out, "<w:p><w:pPr><w:pStyle w:val=\"Cell\"/>{bidi}{place}</w:pPr>");
            if let Some(cell) = cells.get(at) {
                self.inlines(&cell.inlines, if is_head { "<w:b/>" } else { "" });
            }
            self.out.push_str("</w:p></w:tc>");
        }
        self.out.push_str("</w:tr>");
    }
}

/// Twips of each column: as wide as its words wish, as far as the paper goes.
fn widths(count: usize, head: &[Cell], rows: &[Vec<Cell>], width: u32) -> Vec<u32> {
    let (mut wished, mut least) = (vec![0.0_f32; count], vec![0.0_f32; count]);
    for (row, cells) in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)).enumerate() {
        // Heads are bold.
        let letter = if row == 0 { LETTER * 1.12 } else { LETTER };
        for ((cell, wished), least) in cells.iter().zip(&mut wished).zip(&mut least) {
            let text = plain_text(&[Block::Paragraph { inlines: cell.inlines.clone() }]);
            *wished = wished.max(letters(&text) * letter + CELL_SIDES);
            *least = least.max(longest_word(&text) * letter + CELL_SIDES);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "twips of a page")]
    let shared = shared(width as f32, &wished, &least);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a page")]
    let twips = |width: f32| width.clamp(1.0, 20_000.0) as u32;
    shared.into_iter().map(twips).collect()
}

/// Whether a paragraph of this begins at the right.
fn leftward(inlines: &[Inline]) -> bool {
    begins_leftward(&plain_text(&[Block::Paragraph { inlines: inlines.to_vec() }]))
}
