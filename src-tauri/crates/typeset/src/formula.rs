//! A formula in LaTeX, read once.
//!
//! Reading and layout are `RaTeX`'s, which follows KaTeX node by node, so that what the window draws can be drawn here.
//! It bounds depth, macro expansion and output; what it refuses is shown as its source.

mod drawing;
mod fence;
mod mathml;
mod paired;
mod symbol;
mod term;
mod word;

pub(crate) use drawing::Drawing;
use ratex_parser::ParseNode;

/// Longest source that is read; longer ones are shown as they are.
const SOURCE_MAX_BYTES: usize = 16 << 10;

/// A formula.
#[derive(Debug, Clone)]
pub struct Formula {
    nodes: Vec<ParseNode>,
    display: bool,
    tex: String,
}

impl Formula {
    /// Reads a source without its delimiters; `None` when it is not understood.
    #[must_use]
    pub fn read(tex: &str, display: bool) -> Option<Self> {
        if tex.len() > SOURCE_MAX_BYTES || tex.trim().is_empty() {
            return None;
        }
        let nodes = fence::guarded(|| ratex_parser::parse(tex).ok())??;
        Some(Self { nodes, display, tex: tex.to_owned() })
    }

    /// What it was read from.
    pub(crate) fn source(&self) -> &str {
        &self.tex
    }

    /// As `MathML` Core, with the source as an annotation. Every string of the source is escaped.
    ///
    /// Source: <https://www.w3.org/TR/mathml-core/>, read 2026-11-22.
    #[must_use]
    pub fn mathml(&self) -> String {
        mathml::written(&self.nodes, self.display, &self.tex)
    }

    /// As an equation of Word (`m:oMath`); `None` when something in it has no counterpart there.
    #[must_use]
    pub fn omml(&self) -> Option<String> {
        word::written(&self.nodes)
    }
}
