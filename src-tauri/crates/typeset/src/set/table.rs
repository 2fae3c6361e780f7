//! Tables: columns as wide as their words wish, as far as the paper goes; the head comes again on every page.

use super::rich::Rich;
use super::text::{Line, Look};
use super::{BODY, GAP, INK, RULE, Setter};
use crate::columns::{longest_word, shared};
use crate::ink::{Bar, Color, Mark, Strip};
use hadal_markdown::{Align, Cell};
use parley::Alignment;
use std::sync::Arc;

const SIZE: f32 = BODY * 0.92;
/// Beside the words of a cell, and above and below them.
const PAD: (f32, f32) = (5.0, 3.5);
/// Rows whose words are measured before the columns are made.
const MEASURED_ROWS: usize = 60;
/// No column is narrower, unless there are too many of them.
const COLUMN_MIN: f32 = 28.0;
/// A row that is taller is set in several bands, which a page end may part.
const BAND_MAX: f32 = 300.0;

impl Setter<'_> {
    pub(super) fn table(&mut self, align: &[Align], head: &[Cell], rows: &[Vec<Cell>]) {
        self.space(GAP + 2.0);
        let widths = self.columns(align.len(), head, rows);
        let start = self.strips.len();
        self.row(align, head, &widths, true);
        // Only a head of one band comes again.
        let repeats = match self.strips.get(start..) {
            Some([head]) => Some(Arc::new(Strip { before: 0.0, ..head.clone() })),
            _ => None,
        };
        for strip in self.strips.iter_mut().skip(start) {
            strip.keeps_next = true;
        }
        for row in rows {
            let first = self.strips.len();
            self.row(align, row, &widths, false);
            if let Some(strip) = self.strips.get_mut(first) {
                strip.repeats.clone_from(&repeats);
            }
        }
        self.space(GAP + 4.0);
    }

    fn row(&mut self, align: &[Align], cells: &[Cell], widths: &[f32], is_head: bool) {
        let mut columns: Vec<Vec<Line>> = Vec::with_capacity(widths.len());
        for (at, width) in widths.iter().enumerate() {
            let mut look = Look::text(SIZE, self.ink);
            look.bold = is_head;
            look.leading = 1.4;
            look.align = match align.get(at) {
                Some(Align::Center) => Alignment::Center,
                Some(Align::Right) => Alignment::End,
                _ => Alignment::Start,
            };
            let rich = cells.get(at).map(|cell| Rich::flat(&cell.inlines)).unwrap_or_default();
            columns.push(self.laid(&rich, look, Some((width - 2.0 * PAD.0).max(8.0))));
        }
        let color = if is_head { INK } else { RULE };
        let (mut from, mut first) = (vec![0_usize; columns.len()], true);
        loop {
            let (marks, height, more) = band(&columns, widths, &mut from, if first { PAD.1 } else { 0.0 });
            let height = if more { height } else { height + PAD.1 };
            let mut marks = marks;
            if !more {
                let width = widths.iter().sum();
                let thick = if is_head { 0.8 } else { 0.5 };
                marks.push(Mark::Bar(Bar { x: 0.0, y: height - thick, width, height: thick, color }));
            }
            self.push(height, PAD.1 + SIZE, marks);
            first = false;
            if !more {
                return;
            }
        }
    }

    /// How wide each column is.
    fn columns(&mut self, count: usize, head: &[Cell], rows: &[Vec<Cell>]) -> Vec<f32> {
        let (mut wished, mut least) = (vec![COLUMN_MIN; count], vec![COLUMN_MIN; count]);
        let body = rows.iter().map(Vec::as_slice);
        let longest = longest_cells(count, rows.get(MEASURED_ROWS..).unwrap_or_default());
        let measured = std::iter::once(head).chain(body.take(MEASURED_ROWS)).chain(std::iter::once(longest.as_slice()));
        for (number, row) in measured.enumerate() {
            let is_head = number == 0;
            for (at, cell) in row.iter().enumerate().take(count) {
                let rich = Rich::flat(&cell.inlines);
                // The first words tell enough of a long cell.
                let short = rich.part(0..rich.text.floor_char_boundary(400));
                let mut look = Look::text(SIZE, Color::default());
                look.bold = is_head;
                let whole = self.laid(&short, look, None).iter().map(|line| line.width).fold(0.0, f32::max);
                if let (Some(wished), Some(least)) = (wished.get_mut(at), least.get_mut(at)) {
                    *wished = wished.max(whole + 2.0 * PAD.0 + 1.0);
                    *least = least
                        .max((whole + 2.0 * PAD.0 + 1.0).min(longest_word(&rich.text) * SIZE * 0.62 + 2.0 * PAD.0));
                }
            }
        }
        shared(self.width, &wished, &least)
    }
}

/// Of each column the cell with the most in it.
fn longest_cells(count: usize, rows: &[Vec<Cell>]) -> Vec<Cell> {
    let letters = |cell: &&Cell| Rich::flat(&cell.inlines).text.chars().count();
    (0..count)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).max_by_key(letters).cloned().unwrap_or_default())
        .collect()
}

/// The next lines of every column that fit into a band; whether there are more.
fn band(columns: &[Vec<Line>], widths: &[f32], from: &mut [usize], top: f32) -> (Vec<Mark>, f32, bool) {
    let (mut marks, mut x, mut height, mut more) = (Vec::new(), 0.0, top, false);
    for ((lines, width), from) in columns.iter().zip(widths).zip(from) {
        let mut y = top;
        while let Some(line) = lines.get(*from) {
            if y > top && y + line.height > BAND_MAX {
                more = true;
                break;
            }
            marks.extend(line.marks.iter().map(|mark| mark.clone().moved(x + PAD.0, y)));
            y += line.height;
            *from += 1;
        }
        height = height.max(y);
        x += width;
    }
    (marks, height, more)
}
