//! Running text as runs.

use super::{Media, Writer, escape};
use crate::fonts::is_chinese;
use crate::formula::{Formula, source};
use crate::media;
use hadal_markdown::Inline;
use std::fmt::Write as _;

/// English metric units of a pixel at 96 to the inch, and the widest picture in pixels.
const EMU: u64 = 9_525;
const PIXELS_WIDE: u64 = 600;

impl Writer<'_> {
    /// Writes a run of inlines. Recursion is safe here: the tree was built under the nesting caps.
    pub(super) fn inlines(&mut self, inlines: &[Inline], properties: &str) {
        for inline in inlines {
            self.inline(inline, properties);
        }
    }

    fn inline(&mut self, inline: &Inline, properties: &str) {
        let with = |more: &str| format!("{properties}{more}");
        match inline {
            Inline::Text { text } => self.run(text, properties),
            Inline::Emphasis { children } => self.inlines(children, &with("<w:i/>")),
            Inline::Strong { children } => self.inlines(children, &with("<w:b/>")),
            Inline::Strike { children } => self.inlines(children, &with("<w:strike/>")),
            Inline::Code { text } => self.run(text, "<w:rStyle w:val=\"CodeText\"/>"),
            Inline::Math { tex } => self.equation(tex, false),
            Inline::DisplayMath { tex } => self.equation(tex, true),
            Inline::Link { href, children, .. } => {
                let number = self.links.len();
                self.links.push(href.clone());
                let _ = write!(self.out, "<w:hyperlink r:id=\"link{number}\">");
                self.inlines(children, "<w:rStyle w:val=\"Hyperlink\"/>");
                self.out.push_str("</w:hyperlink>");
            }
            Inline::Image { alt, host, src } => self.image(alt, host.as_deref(), src.as_deref()),
            Inline::FootnoteRef { number, .. } => {
                self.run(&number.to_string(), "<w:vertAlign w:val=\"superscript\"/>");
            }
            Inline::HardBreak => self.out.push_str("<w:r><w:br/></w:r>"),
            // None between Chinese characters.
            Inline::SoftBreak if self.last.is_some_and(is_chinese) => {}
            Inline::SoftBreak => self.run(" ", properties),
        }
    }

    /// An equation that can be edited, or its source where Word has no such thing.
    fn equation(&mut self, tex: &str, display: bool) {
        match Formula::read(tex, display).and_then(|formula| formula.equations()) {
            Some(equations) => self.out.extend(equations),
            None => self.run(&source(tex, display), "<w:rStyle w:val=\"CodeText\"/>"),
        }
    }

    fn image(&mut self, alt: &str, host: Option<&str>, src: Option<&str>) {
        if let Some(found) = src.and_then(|src| media::decoded(src, &mut self.pixels)) {
            let (wide, high) = (u64::from(found.wide), u64::from(found.high));
            let shown = wide.min(PIXELS_WIDE);
            let (width, height) = (shown * EMU, high * shown * EMU / wide.max(1));
            let number = self.pictures.len();
            let _ = write!(
                self.out,
                "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{width}\" \
                 cy=\"{height}\"/><wp:docPr id=\"{}\" name=\"picture{number}\" descr=\"",
                number + 1
            );
            escape(&mut self.out, alt);
            let _ = write!(
                self.out,
                "\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>\
                 <pic:nvPicPr><pic:cNvPr id=\"{}\" name=\"picture{number}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>\
                 <a:blip r:embed=\"picture{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>\
                 <a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
                 <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
                 </wp:inline></w:drawing></w:r>",
                number + 1
            );
            self.pictures.push(Media { bytes: found.bytes, jpeg: found.jpeg });
            return;
        }
        let words = match host {
            Some(host) if alt.is_empty() => host.to_owned(),
            Some(host) => format!("{alt} ({host})"),
            None => alt.to_owned(),
        };
        self.run(&words, "<w:i/><w:color w:val=\"6E747C\"/>");
    }
}
