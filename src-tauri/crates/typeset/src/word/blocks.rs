//! Blocks as paragraphs and tables.

use super::Writer;
use crate::direction::begins_leftward;
use crate::formula::Formula;
use hadal_markdown::{Alert, Align, Block, Cell, Inline, ListItem, plain_text};
use std::fmt::Write as _;

/// Twips of one step to the right.
const STEP: u32 = 420;
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
        let Some(equation) = Formula::read(tex, true).and_then(|formula| formula.omml()) else {
            return self.code(None, tex);
        };
        self.open_paragraph("Formula", "");
        let _ = write!(
            self.out,
            "<m:oMathPara><m:oMathParaPr><m:jc m:val=\"center\"/></m:oMathParaPr>{equation}</m:oMathPara>"
        );
        self.close_paragraph();
    }

    fn quote(&mut self, alert: Option<Alert>, blocks: &[Block]) {
        let was = (self.style, self.indent);
        self.style = "Quote";
        self.indent += if was.0 == "Quote" { STEP } else { 0 };
        let title = match alert {
            None => None,
            Some(Alert::Note) => Some(("Note", "175CA1")),
            Some(Alert::Tip) => Some(("Tip", "1A7F37")),
            Some(Alert::Important) => Some(("Important", "8250DF")),
            Some(Alert::Warning) => Some(("Warning", "9A6700")),
            Some(Alert::Caution) => Some(("Caution", "CF222E")),
        };
        if let Some((words, color)) = title {
            self.open_paragraph("Quote", "<w:keepNext/>");
            self.run(words, &format!("<w:b/><w:color w:val=\"{color}\"/>"));
            self.close_paragraph();
        }
        self.blocks(blocks);
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
            let mut opened = false;
            for block in &item.blocks {
                match block {
                    Block::Paragraph { inlines } => {
                        let more = if opened { format!("<w:ind w:left=\"{left}\"/>") } else { mark.clone() };
                        self.open_paragraph_of("ListItem", &more, leftward(inlines));
                        if !opened && let Some(done) = item.task {
                            self.run(if done { "☑ " } else { "☐ " }, "");
                        }
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
                opened = true;
            }
            if item.blocks.is_empty() {
                self.open_paragraph("ListItem", &mark);
                self.close_paragraph();
            }
        }
    }

    /// One paragraph, so that its ground has no stripes; lines are line breaks.
    fn code(&mut self, language: Option<&str>, text: &str) {
        let mut painter = language.and_then(|language| self.paint.reader(language));
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
    }

    fn table(&mut self, align: &[Align], head: &[Cell], rows: &[Vec<Cell>]) {
        self.out.push_str(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"Table\"/><w:tblW w:w=\"0\" w:type=\"auto\"/>\
             <w:tblLayout w:type=\"autofit\"/></w:tblPr><w:tblGrid>",
        );
        let width = 9_298 / align.len().max(1);
        for _ in align {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
        self.row(align, head, true);
        for row in rows {
            self.row(align, row, false);
        }
        self.out.push_str("</w:tbl>");
        // Two tables that touch become one, and a cell must end in a paragraph.
        self.open_paragraph(
            self.style,
            "<w:spacing w:before=\"0\" w:after=\"60\" w:line=\"120\" w:lineRule=\"exact\"/>",
        );
        self.close_paragraph();
    }

    fn row(&mut self, align: &[Align], cells: &[Cell], is_head: bool) {
        self.out.push_str("<w:tr><w:trPr><w:cantSplit/>");
        self.out.push_str(if is_head { "<w:tblHeader/></w:trPr>" } else { "</w:trPr>" });
        for (at, align) in align.iter().enumerate() {
            let place = match align {
                Align::Center => "<w:jc w:val=\"center\"/>",
                Align::Right => "<w:jc w:val=\"right\"/>",
                Align::Left | Align::None => "",
            };
            self.out.push_str("<w:tc><w:tcPr><w:tcW w:w=\"0\" w:type=\"auto\"/></w:tcPr>");
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

/// Whether a paragraph of this begins at the right.
fn leftward(inlines: &[Inline]) -> bool {
    begins_leftward(&plain_text(&[Block::Paragraph { inlines: inlines.to_vec() }]))
}
