//! The tree as a document for Word: its own headings, lists, tables, links and equations, so that all can be edited.
//!
//! Written by hand: docx-rs 0.4.22 has no equations, and five small parts of XML are all that a document needs.
//! Source: ECMA-376, part 1 (`WordprocessingML`) and part 2 (packages), read 2026-11-22.

mod blocks;
mod inlines;
mod package;
mod parts;

use crate::direction::{begins_leftward, stretches};
use crate::document::{Document, Section, Tone, TypesetError};
use crate::fonts::is_chinese;
use crate::media;
use hadal_markdown::{Paint, parse, turns_lines};
use package::Package;
use std::fmt::Write as _;

/// A document for Word. `paint` knows the colours of code.
///
/// # Errors
/// [`TypesetError::Unwritable`] when it would be larger than a package can be.
pub fn docx(document: &Document<'_>, paint: &dyn Paint) -> Result<Vec<u8>, TypesetError> {
    let mut writer = Writer::new(paint);
    writer.styled("Title", document.title);
    if !document.facts.is_empty() {
        writer.styled("Facts", &document.facts);
    }
    for section in &document.sections {
        writer.section(section);
    }
    let mut package = Package::new();
    package.add("[Content_Types].xml", parts::CONTENT_TYPES.as_bytes())?;
    package.add("_rels/.rels", parts::RELATIONS.as_bytes())?;
    package.add("docProps/core.xml", parts::properties(document.title, document.created_at_ms).as_bytes())?;
    package.add("word/styles.xml", parts::STYLES.as_bytes())?;
    package.add("word/settings.xml", parts::SETTINGS.as_bytes())?;
    package.add("word/footer1.xml", parts::FOOTER.as_bytes())?;
    package.add("word/numbering.xml", parts::numbering(&writer.lists).as_bytes())?;
    package
        .add("word/_rels/document.xml.rels", parts::document_relations(&writer.links, &writer.pictures).as_bytes())?;
    for (number, picture) in writer.pictures.iter().enumerate() {
        package.add(&parts::picture_name(number, picture.jpeg), &picture.bytes)?;
    }
    package.add("word/document.xml", parts::document(&writer.out).as_bytes())?;
    package.finish()
}

/// A picture that goes into the package.
struct Media {
    bytes: Vec<u8>,
    jpeg: bool,
}

/// The body while it is written.
struct Writer<'a> {
    out: String,
    paint: &'a dyn Paint,
    /// Where links lead; their numbers are in the relations.
    links: Vec<String>,
    /// For every list of the text, whether it is numbered, and where it begins.
    lists: Vec<Option<u32>>,
    pictures: Vec<Media>,
    /// Twips from the left.
    indent: u32,
    /// The style of ordinary paragraphs here.
    style: &'static str,
    /// What was written last in this paragraph.
    last: Option<char>,
    /// The last code, quote or alert, and where it ended.
    ended: (&'static str, usize),
    /// How many pixels pictures may still have.
    pixels: u64,
}

impl<'a> Writer<'a> {
    fn new(paint: &'a dyn Paint) -> Self {
        Self {
            out: String::new(),
            paint,
            links: Vec::new(),
            lists: Vec::new(),
            pictures: Vec::new(),
            indent: 0,
            style: "Normal",
            last: None,
            ended: ("", 0),
            pixels: media::PIXELS_MAX,
        }
    }

    fn section(&mut self, section: &Section<'_>) {
        if !section.part.is_empty() {
            self.styled("Part", section.part);
        }
        self.styled("Message", &section.heading);
        if !section.thinking.is_empty() {
            self.styled("ThinkingName", "Thinking");
            let was = std::mem::replace(&mut self.style, "Thinking");
            self.indent = blocks::BAR;
            self.blocks(&parse(section.thinking));
            (self.style, self.indent) = (was, 0);
        }
        match section.tone {
            Tone::Typed => section.text.trim_end().lines().for_each(|line| self.styled("Typed", line)),
            Tone::Markdown => self.blocks(&parse(section.text)),
        }
        if !section.note.is_empty() {
            self.styled("Note", &section.note);
        }
    }

    /// A paragraph of one style and no marks.
    fn styled(&mut self, style: &str, text: &str) {
        self.open_paragraph_of(style, "", begins_leftward(text));
        self.run(&text.replace(turns_lines, ""), "");
        self.close_paragraph();
    }

    fn open_paragraph(&mut self, style: &str, more: &str) {
        self.open_paragraph_of(style, more, false);
    }

    /// `leftward` lines begin at the right.
    fn open_paragraph_of(&mut self, style: &str, more: &str, leftward: bool) {
        self.last = None;
        let bidi = if leftward { "<w:bidi/>" } else { "" };
        // Word wants the properties of a paragraph in their order.
        let at = ["<w:spacing", "<w:ind", "<w:jc"].iter().filter_map(|later| more.find(later)).min();
        let (earlier, later) = more.split_at_checked(at.unwrap_or(more.len())).unwrap_or((more, ""));
        let _ = write!(self.out, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{earlier}{bidi}{later}");
        if self.indent > 0 && !more.contains("<w:ind") {
            let _ = write!(self.out, "<w:ind w:left=\"{}\"/>", self.indent);
        }
        self.out.push_str("</w:pPr>");
    }

    fn close_paragraph(&mut self) {
        self.out.push_str("</w:p>");
    }

    /// Text with the properties of a run.
    fn run(&mut self, text: &str, properties: &str) {
        for (stretch, leftward) in stretches(text) {
            self.stretch(stretch, properties, leftward);
        }
    }

    fn stretch(&mut self, text: &str, properties: &str, leftward: bool) {
        if text.is_empty() {
            return;
        }
        self.last = text.chars().next_back();
        let rtl = if leftward { "<w:rtl/>" } else { "" };
        // Word chooses the eastern font by character; quotes and dashes among Chinese need to be told.
        let hint = if text.contains(is_chinese) { "<w:rFonts w:hint=\"eastAsia\"/>" } else { "" };
        let hint = if properties.contains("<w:rFonts") { "" } else { hint };
        self.out.push_str("<w:r>");
        if !hint.is_empty() || !properties.is_empty() || leftward {
            // The style comes first, then the font: Word wants them in their order.
            let style =
                if properties.starts_with("<w:rStyle") { properties.find("/>").map_or(0, |at| at + 2) } else { 0 };
            let (style, others) = properties.split_at_checked(style).unwrap_or(("", properties));
            let _ = write!(self.out, "<w:rPr>{style}{hint}{others}{rtl}</w:rPr>");
        }
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.out.push_str("<w:br/>");
            }
            self.out.push_str("<w:t xml:space=\"preserve\">");
            escape(&mut self.out, line);
            self.out.push_str("</w:t>");
        }
        self.out.push_str("</w:r>");
    }
}

/// Text as XML; what XML 1.0 forbids is left out.
pub(crate) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("    "),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}
