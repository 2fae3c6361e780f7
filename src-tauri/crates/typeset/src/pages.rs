//! Strips onto pages: what stays together, what comes again at the top, where the grounds lie.

use crate::document::TypesetError;
use crate::ink::{Bar, Mark, Panel, Strip};

/// Strips that are kept together at most; longer chains part like any text.
const KEPT_MAX: usize = 40;

/// A strip at its place.
#[derive(Debug)]
pub(crate) struct Placed {
    /// From the top of the page's text.
    pub y: f32,
    pub strip: Strip,
}

/// Fills pages of one height and hands each over when it is full.
pub(crate) struct Pages<'a> {
    height: f32,
    y: f32,
    page: Vec<Placed>,
    /// Strips that wait for the one they must not leave.
    kept: Vec<Strip>,
    full: &'a mut dyn FnMut(Vec<Placed>) -> Result<(), TypesetError>,
}

impl<'a> Pages<'a> {
    pub(crate) fn new(height: f32, full: &'a mut dyn FnMut(Vec<Placed>) -> Result<(), TypesetError>) -> Self {
        Self { height, y: 0.0, page: Vec::new(), kept: Vec::new(), full }
    }

    pub(crate) fn put(&mut self, strip: Strip) -> Result<(), TypesetError> {
        let waits = strip.keeps_next && self.kept.len() < KEPT_MAX;
        self.kept.push(strip);
        if waits { Ok(()) } else { self.place_kept() }
    }

    pub(crate) fn finish(mut self) -> Result<(), TypesetError> {
        self.place_kept()?;
        if self.page.is_empty() { Ok(()) } else { (self.full)(self.page) }
    }

    fn place_kept(&mut self) -> Result<(), TypesetError> {
        let kept = std::mem::take(&mut self.kept);
        let wanted: f32 = kept.iter().map(|strip| strip.before + strip.height).sum();
        if !self.page.is_empty() && self.y + wanted > self.height && wanted <= self.height {
            self.turn()?;
        }
        for strip in kept {
            let height = strip.before + strip.height;
            if !self.page.is_empty() && self.y + height > self.height {
                self.turn()?;
            }
            if self.page.is_empty() {
                if let Some(head) = strip.repeats.as_deref() {
                    self.page.push(Placed { y: 0.0, strip: head.clone() });
                    self.y = head.height;
                }
            } else {
                self.y += strip.before;
            }
            let placed = Placed { y: self.y, strip };
            self.y += placed.strip.height;
            self.page.push(placed);
        }
        Ok(())
    }

    fn turn(&mut self) -> Result<(), TypesetError> {
        self.y = 0.0;
        (self.full)(std::mem::take(&mut self.page))
    }
}

/// A ground reaches so far beyond the lines where a page ends in it.
const EDGE: f32 = 4.0;

/// Whether this is a line within a ground, and not its upper or lower edge, which is empty.
fn is_within(placed: &Placed, panel: Panel) -> bool {
    placed.strip.panels.contains(&panel) && !placed.strip.marks.is_empty()
}

/// The grounds of a page: one for each stretch of strips that share it.
pub(crate) fn grounds(page: &[Placed]) -> Vec<Bar> {
    let mut out: Vec<(Panel, Bar, usize)> = Vec::new();
    for (at, placed) in page.iter().enumerate() {
        let bottom = placed.y + placed.strip.height;
        for panel in &placed.strip.panels {
            let open =
                out.iter_mut().rev().take(64).find(|(known, _, last)| known.number == panel.number && *last + 1 == at);
            if let Some((_, bar, last)) = open {
                bar.height = bottom - bar.y;
                *last = at;
            } else {
                let Panel { x, width, color, .. } = *panel;
                out.push((*panel, Bar { x, y: placed.y, width, height: placed.strip.height, color }, at));
            }
        }
    }
    let last = page.len().saturating_sub(1);
    let edge = |(panel, mut bar, end): (Panel, Bar, usize)| {
        // What was cut by the end of a page shows that it goes on: its edge is not that of the text.
        if page.first().is_some_and(|placed| is_within(placed, panel)) && bar.y <= 0.0 {
            bar.y -= EDGE;
            bar.height += EDGE;
        }
        if end == last && page.last().is_some_and(|placed| is_within(placed, panel)) {
            bar.height += EDGE;
        }
        bar
    };
    out.into_iter().map(edge).collect()
}

/// All that is drawn of a page, in the order of drawing.
pub(crate) fn marks(page: Vec<Placed>) -> impl Iterator<Item = Mark> {
    let grounds = grounds(&page);
    let marks =
        page.into_iter().flat_map(|Placed { y, strip }| strip.marks.into_iter().map(move |mark| mark.moved(0.0, y)));
    grounds.into_iter().map(Mark::Bar).chain(marks)
}
