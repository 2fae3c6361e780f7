//! A formula in LaTeX, read once.
//!
//! Reading and layout are `RaTeX`'s, which follows KaTeX node by node, so that what the window draws can be drawn here.
//! It bounds depth, macro expansion and output; what it refuses is shown as its source.

mod drawing;
mod fence;
mod paired;
mod symbol;
mod term;
mod word;

pub(crate) use drawing::Drawing;
use hadal_markdown::turns_lines;
use ratex_parser::ParseNode;
use ratex_parser::parse_node::Measurement;

/// Longest source that is read; longer ones are shown as they are.
const SOURCE_MAX_BYTES: usize = 16 << 10;
/// Space before the number of an equation.
const TAG_EM: f32 = 2.0;

/// A formula as it was typed, for where it cannot be shown otherwise.
pub(crate) fn source(tex: &str, display: bool) -> String {
    let delimiter = if display { "$$" } else { "$" };
    format!("{delimiter}{}{delimiter}", tex.replace(turns_lines, ""))
}

/// With a space before the number of the equation, which otherwise touches it.
fn numbered(nodes: Vec<ParseNode>) -> Vec<ParseNode> {
    let space = |node: &ParseNode| match node {
        ParseNode::Tag { mode, .. } => Some(ParseNode::Kern {
            mode: *mode,
            dimension: Measurement { number: f64::from(TAG_EM), unit: "em".to_owned() },
            loc: None,
        }),
        _ => None,
    };
    nodes.into_iter().flat_map(|node| [space(&node), Some(node)]).flatten().collect()
}

/// A formula.
#[derive(Debug, Clone)]
pub(crate) struct Formula {
    nodes: Vec<ParseNode>,
    display: bool,
    tex: String,
}

impl Formula {
    /// Reads a source without its delimiters; `None` when it is not understood.
    pub(crate) fn read(tex: &str, display: bool) -> Option<Self> {
        if tex.len() > SOURCE_MAX_BYTES || tex.trim().is_empty() {
            return None;
        }
        let nodes = fence::guarded(|| ratex_parser::parse(tex).ok())??;
        Some(Self { nodes: numbered(nodes), display, tex: tex.to_owned() })
    }

    /// What it was read from.
    pub(crate) fn source(&self) -> &str {
        &self.tex
    }

    /// What it was read from, in its delimiters.
    pub(crate) fn code(&self) -> String {
        source(&self.tex, self.display)
    }

    /// As equations of Word (`m:oMath`), several where it is tall; `None` when something in it has no counterpart there.
    pub(crate) fn equations(&self) -> Option<Vec<String>> {
        word::written(&self.nodes)
    }
}
