//! What is drawn, before anybody knows where on which page: marks in strips.
//!
//! All lengths are points. Within a strip, x counts from the left of the text and y from the strip's top, downwards.

use crate::face::Face;
use std::ops::Range;
use std::sync::Arc;

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Color(pub u8, pub u8, pub u8);

/// One glyph of a run.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    pub id: u32,
    /// Where it is drawn beside its place.
    pub shift: (f32, f32),
    pub advance: f32,
    /// The bytes of the run's text that it stands for.
    pub text: Range<usize>,
}

/// Glyphs of one face beside each other.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub x: f32,
    /// Of the baseline.
    pub y: f32,
    pub face: Face,
    pub size: f32,
    pub color: Color,
    pub glyphs: Vec<Glyph>,
    /// What is found and copied.
    pub text: String,
}

/// A filled rectangle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bar {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub color: Color,
}

/// A step of an outline.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Move(f32, f32),
    Line(f32, f32),
    Quad(f32, f32, f32, f32),
    Cubic([(f32, f32); 3]),
    Close,
}

/// A free form.
#[derive(Debug, Clone)]
pub(crate) struct Outline {
    pub x: f32,
    pub y: f32,
    pub steps: Vec<Step>,
    /// Width of the line; `None` fills the form.
    pub stroke: Option<f32>,
    pub color: Color,
}

/// A PNG or JPEG.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub bytes: Arc<Vec<u8>>,
    pub jpeg: bool,
}

/// Something that is drawn, or a place that leads somewhere.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    Run(Run),
    Bar(Bar),
    Outline(Outline),
    Picture(Picture),
    Link { x: f32, y: f32, width: f32, height: f32, href: Arc<str> },
}

impl Mark {
    /// The same, elsewhere.
    pub(crate) fn moved(mut self, dx: f32, dy: f32) -> Self {
        let (x, y) = match &mut self {
            Self::Run(run) => (&mut run.x, &mut run.y),
            Self::Bar(bar) => (&mut bar.x, &mut bar.y),
            Self::Outline(outline) => (&mut outline.x, &mut outline.y),
            Self::Picture(picture) => (&mut picture.x, &mut picture.y),
            Self::Link { x, y, .. } => (x, y),
        };
        *x += dx;
        *y += dy;
        self
    }
}

impl Mark {
    /// Larger or smaller, around the origin.
    pub(crate) fn scale(&mut self, by: f32) {
        match self {
            Self::Run(run) => {
                run.x *= by;
                run.y *= by;
                run.size *= by;
                for glyph in &mut run.glyphs {
                    glyph.advance *= by;
                    glyph.shift = (glyph.shift.0 * by, glyph.shift.1 * by);
                }
            }
            Self::Bar(bar) => {
                bar.x *= by;
                bar.y *= by;
                bar.width *= by;
                bar.height *= by;
            }
            Self::Outline(outline) => {
                outline.x *= by;
                outline.y *= by;
                outline.stroke = outline.stroke.map(|width| width * by);
                for step in &mut outline.steps {
                    *step = step.scaled(by);
                }
            }
            Self::Picture(picture) => {
                picture.x *= by;
                picture.y *= by;
                picture.width *= by;
                picture.height *= by;
            }
            Self::Link { x, y, width, height, .. } => {
                *x *= by;
                *y *= by;
                *width *= by;
                *height *= by;
            }
        }
    }
}

impl Step {
    fn scaled(self, by: f32) -> Self {
        match self {
            Self::Move(x, y) => Self::Move(x * by, y * by),
            Self::Line(x, y) => Self::Line(x * by, y * by),
            Self::Quad(a, b, x, y) => Self::Quad(a * by, b * by, x * by, y * by),
            Self::Cubic(points) => Self::Cubic(points.map(|(x, y)| (x * by, y * by))),
            Self::Close => Self::Close,
        }
    }
}

/// A ground behind strips that belong together: drawn once a page, so that no seams show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Panel {
    /// Strips with the same number share it.
    pub number: u32,
    pub x: f32,
    pub width: f32,
    pub color: Color,
}

/// A line of the contents.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// 0 for messages, 1 to 6 for headings within them.
    pub level: u8,
    pub text: String,
}

/// A band across the page that no page end cuts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strip {
    /// Empty space above, left out at the top of a page.
    pub before: f32,
    pub height: f32,
    /// Stays on one page with the next strip.
    pub keeps_next: bool,
    /// Drawn again above this strip when a page begins with it: the head of a table.
    pub repeats: Option<Arc<Strip>>,
    pub panels: Vec<Panel>,
    pub marks: Vec<Mark>,
    pub entry: Option<Entry>,
}
