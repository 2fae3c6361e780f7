//! A font as the layout chose it: the file, the font in it, and what is made up for a style it does not have.

use parley::FontData;

/// A font at one place of its axes.
#[derive(Debug, Clone)]
pub(crate) struct Face {
    pub data: FontData,
    pub axes: Vec<([u8; 4], f32)>,
    /// Degrees of a slant that the font itself does not have.
    pub skew: Option<f32>,
    /// Boldness that the font itself does not have.
    pub embolden: bool,
}

/// What two equal faces have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct FaceKey(u64, u32, Vec<([u8; 4], u32)>);

impl Face {
    pub(crate) const fn plain(data: FontData) -> Self {
        Self { data, axes: Vec::new(), skew: None, embolden: false }
    }

    pub(crate) fn key(&self) -> FaceKey {
        let axes = self.axes.iter().map(|(tag, value)| (*tag, value.to_bits())).collect();
        FaceKey(self.data.data.id(), self.data.index, axes)
    }
}
