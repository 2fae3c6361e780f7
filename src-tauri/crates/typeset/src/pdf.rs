//! Pages as PDF: text that can be selected and found, contents, links, page numbers.

mod draw;

use crate::document::{Document, Paper, TypesetError};
use crate::fonts::{self, Fonts};
use crate::ink::Strip;
use crate::pages::{Pages, Placed, marks};
use crate::set::{self, Foot};
use draw::Pen;
use hadal_markdown::Paint;
use krilla::action::LinkAction;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::destination::XyzDestination;
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;

/// Left and right, above, below: where nothing is set but page numbers.
const SIDE: f32 = 62.0;
const ABOVE: f32 = 60.0;
const BELOW: f32 = 64.0;
/// How deep headings go into the contents, below the messages.
const CONTENTS_LEVELS: u8 = 3;
/// Lines of the contents; a reader shows no more sensibly.
const CONTENTS_MAX: usize = 20_000;

/// A document as a PDF of this paper. `paint` knows the colours of code.
///
/// # Errors
/// [`TypesetError`]: the system lacks a font, or the library refused.
pub fn pdf(document: &Document<'_>, paper: Paper, paint: &dyn Paint) -> Result<Vec<u8>, TypesetError> {
    fonts::lent(|fonts| written(document, paper, fonts, paint))
}

fn written(
    document: &Document<'_>,
    paper: Paper,
    fonts: &mut Fonts,
    paint: &dyn Paint,
) -> Result<Vec<u8>, TypesetError> {
    let (width, height) = paper.size();
    let mut file = File {
        out: krilla::Document::new(),
        pen: Pen::default(),
        size: (width, height),
        pages: 0,
        contents: Vec::new(),
        foot: Foot::new(fonts, document.title),
    };
    {
        let mut full = |page: Vec<Placed>| file.page(page);
        let text = (width - 2.0 * SIDE, height - ABOVE - BELOW);
        let mut pages = Pages::new(text.1, &mut full);
        set::set(document, text, fonts, paint, &mut |strip: Strip| pages.put(strip))?;
        pages.finish()?;
    }
    file.finish(document)
}

struct File {
    out: krilla::Document,
    pen: Pen,
    size: (f32, f32),
    pages: usize,
    contents: Vec<(u8, String, usize, f32)>,
    foot: Foot,
}

impl File {
    fn page(&mut self, page: Vec<Placed>) -> Result<(), TypesetError> {
        let refused = || TypesetError::Unwritable("a page has no size".to_owned());
        let settings = PageSettings::from_wh(self.size.0, self.size.1).ok_or_else(refused)?;
        for placed in &page {
            if let Some(entry) = &placed.strip.entry
                && entry.level <= CONTENTS_LEVELS
                && self.contents.len() < CONTENTS_MAX
            {
                self.contents.push((entry.level, entry.text.clone(), self.pages, ABOVE + placed.y));
            }
        }
        self.pages += 1;
        let mut sheet = self.out.start_page_with(settings);
        let mut links = Vec::new();
        let mut surface = sheet.surface();
        for mark in marks(page) {
            self.pen.draw(&mut surface, mark.moved(SIDE, ABOVE), &mut links);
        }
        let foot = self.size.1 - BELOW / 2.0;
        let width = self.size.0 - 2.0 * SIDE;
        for mark in self.foot.marks(self.pages, width) {
            self.pen.draw(&mut surface, mark.moved(SIDE, foot), &mut links);
        }
        surface.finish();
        for (place, href) in links {
            let target = Target::Action(LinkAction::new(href.to_string()).into());
            sheet.add_annotation(Annotation::new_link(LinkAnnotation::new(place, target), None));
        }
        sheet.finish();
        Ok(())
    }

    fn finish(mut self, document: &Document<'_>) -> Result<Vec<u8>, TypesetError> {
        let mut metadata = Metadata::new()
            .title(set::one_line(document.title))
            .creator("Hadal".to_owned())
            .producer("Hadal".to_owned());
        if let Some(at) = document.created_at_ms.and_then(date) {
            metadata = metadata.creation_date(at);
        }
        self.out.set_metadata(metadata);
        self.out.set_outline(contents(&self.contents));
        self.out.finish().map_err(|error| TypesetError::Unwritable(format!("{error:?}")))
    }
}

/// Flat lines with levels become a tree; a level that is skipped counts as the next.
fn contents(lines: &[(u8, String, usize, f32)]) -> Outline {
    let mut outline = Outline::new();
    let mut open: Vec<(u8, OutlineNode)> = Vec::new();
    let close = |open: &mut Vec<(u8, OutlineNode)>, outline: &mut Outline| {
        if let Some((_, node)) = open.pop() {
            match open.last_mut() {
                Some((_, parent)) => parent.push_child(node),
                None => outline.push_child(node),
            }
        }
    };
    for (level, text, page, y) in lines {
        while open.last().is_some_and(|(above, _)| above >= level) {
            close(&mut open, &mut outline);
        }
        let place = XyzDestination::new(*page, Point::from_xy(0.0, (y - 8.0).max(0.0)));
        open.push((*level, OutlineNode::new(text.clone(), place).with_open(*level == 0 && lines.len() < 60)));
    }
    while !open.is_empty() {
        close(&mut open, &mut outline);
    }
    outline
}

fn date(at_ms: i64) -> Option<DateTime> {
    let at = crate::calendar::of_instant(at_ms)?;
    let small = |value: i8| u8::try_from(value).ok();
    Some(
        DateTime::new(u16::try_from(at.year()).ok()?)
            .month(small(at.month())?)
            .day(small(at.day())?)
            .hour(small(at.hour())?)
            .minute(small(at.minute())?)
            .second(small(at.second())?)
            .utc_offset_hour(0)
            .utc_offset_minute(0),
    )
}
