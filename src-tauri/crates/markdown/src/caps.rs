//! The limits that keep a hostile text from growing into an endless page, and what is left of them.

use std::collections::HashMap;
use std::sync::Arc;

/// Levels of blocks inside blocks; a list counts twice (itself and its item).
pub(crate) const NESTING: usize = 32;
/// Levels of marks inside marks; deeper marks lose their effect, not their text.
pub(crate) const INLINE_NESTING: usize = 16;
/// Cells in one table.
pub(crate) const TABLE_CELLS: usize = 5_000;
/// Links and pictures in one text; later ones are plain text.
pub(crate) const LINKS: usize = 2_000;
/// Formulas in one text; later ones are plain text.
pub(crate) const FORMULAS: usize = 2_000;
/// Nodes in one text.
pub(crate) const NODES: usize = 200_000;
/// Bytes of source that are looked at. The longest answer of the API is far below.
pub(crate) const SOURCE_BYTES: usize = 4 << 20;
/// Bytes of one address.
pub(crate) const ADDRESS_BYTES: usize = 4_096;
/// Bytes of a picture that travels inside the text.
pub(crate) const PICTURE_BYTES: usize = 1 << 20;
/// Bytes between the delimiters of one formula.
pub(crate) const FORMULA_BYTES: usize = 16 << 10;

/// What was used so far. Carried from one stretch of a text to the next, so that a text read in
/// pieces meets the same limits as one read whole.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pub(crate) links_left: usize,
    pub(crate) formulas_left: usize,
    nodes_left: usize,
    full: bool,
    /// Shared with the copies that read the open end again and again.
    footnotes: Arc<HashMap<String, u32>>,
    /// Those that are only of this copy.
    new_footnotes: HashMap<String, u32>,
}

/// What something took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    links: usize,
    formulas: usize,
    nodes: usize,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self {
            links_left: LINKS,
            formulas_left: FORMULAS,
            nodes_left: NODES,
            full: false,
            footnotes: Arc::default(),
            new_footnotes: HashMap::new(),
        }
    }

    /// Counts one node; `false` once there is no room.
    pub(crate) fn node(&mut self) -> bool {
        let fits = self.nodes_left > 0;
        self.nodes_left = self.nodes_left.saturating_sub(1);
        self.full |= !fits;
        fits
    }

    /// The node limit was passed: the text ends here.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// Counts one link; `false` once there is no room.
    pub(crate) fn link(&mut self) -> bool {
        let fits = self.links_left > 0;
        self.links_left = self.links_left.saturating_sub(1);
        fits
    }

    /// What has been taken of a whole one.
    pub(crate) fn cost(&self) -> Cost {
        Cost { links: LINKS - self.links_left, formulas: FORMULAS - self.formulas_left, nodes: NODES - self.nodes_left }
    }

    /// Gives back what was counted twice.
    pub(crate) fn refund(&mut self, cost: Cost) {
        self.links_left = (self.links_left + cost.links).min(LINKS);
        self.formulas_left = (self.formulas_left + cost.formulas).min(FORMULAS);
        self.nodes_left = (self.nodes_left + cost.nodes).min(NODES);
    }

    /// Makes what this copy found known to all copies that will be made of it.
    pub(crate) fn settle(&mut self) {
        if !self.new_footnotes.is_empty() {
            Arc::make_mut(&mut self.footnotes).extend(self.new_footnotes.drain());
        }
    }

    /// The number of a footnote, by order of first appearance. Labels match without case.
    pub(crate) fn footnote(&mut self, label: &str) -> u32 {
        let label = label.to_lowercase();
        if let Some(number) = self.footnotes.get(&label) {
            return *number;
        }
        let known = self.footnotes.len() + self.new_footnotes.len();
        let next = u32::try_from(known).map_or(u32::MAX, |n| n.saturating_add(1));
        *self.new_footnotes.entry(label).or_insert(next)
    }
}
