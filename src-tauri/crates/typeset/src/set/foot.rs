//! The line at the foot of a page: the title, and the number at the right. Set once for all pages.

use super::rich::Rich;
use super::text::{Line, Look};
use super::{FAINT, SMALL, Setter, one_line};
use crate::fonts::Fonts;
use crate::ink::Mark;
use hadal_markdown::NoPaint;

/// Letters of the title that are shown.
const TITLE_MAX: usize = 60;

/// What stands at the foot of pages.
pub(crate) struct Foot {
    title: Vec<Mark>,
    digits: Vec<Line>,
}

impl Foot {
    pub(crate) fn new(fonts: &mut Fonts, title: &str) -> Self {
        let mut setter = Setter::new(0.0, f32::MAX, fonts, &NoPaint);
        let mut line = |text: &str| setter.laid(&Rich::plain(text), Look::text(SMALL, FAINT), None).into_iter().next();
        let short: String = one_line(title).chars().take(TITLE_MAX).collect();
        Self {
            title: line(&short).map(|line| line.marks).unwrap_or_default(),
            digits: (0..10).filter_map(|digit: u8| line(&digit.to_string())).collect(),
        }
    }

    /// The marks of a page's foot, which begins at the left of the text and is as wide.
    pub(crate) fn marks(&self, page: usize, width: f32) -> Vec<Mark> {
        let number: Vec<&Line> = page
            .to_string()
            .chars()
            .filter_map(|digit| self.digits.get(usize::try_from(digit.to_digit(10)?).ok()?))
            .collect();
        let mut x = width - number.iter().map(|line| line.width).sum::<f32>();
        let mut marks = self.title.clone();
        for line in number {
            marks.extend(line.marks.iter().map(|mark| mark.clone().moved(x, 0.0)));
            x += line.width;
        }
        marks
    }
}
