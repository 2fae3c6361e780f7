//! What a scope of a grammar says about the class of a token.
//!
//! Scopes are dotted names, from general to special (`constant.numeric.integer.rust`); the longest entry that begins a
//! scope holds. Names as in the scope naming guide of Sublime Text, read 2026-11-22, and as the grammars use them.

use crate::class::TokenClass::{
    self, Attribute, Comment, Constant, Deleted, Escape, Function, Heading, Inserted, Keyword, Number, String, Tag,
    Type, Variable,
};
use std::sync::OnceLock;
use syntect::parsing::Scope;

/// What a scope says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Nothing: ask the one around it.
    Silent,
    /// Ordinary text, whatever is around it.
    Plain,
    /// Another language begins here, or the language itself.
    Language,
    /// An operator: a sign, or a word.
    Operator,
    /// The key of a mapping.
    Key,
    /// A token of this class.
    Class(TokenClass),
}

const fn class(of: TokenClass) -> Verdict {
    Verdict::Class(of)
}

const SAID: &[(&str, Verdict)] = &[
    ("comment", class(Comment)),
    ("constant", class(Constant)),
    ("constant.character.escape", class(Escape)),
    ("constant.numeric", class(Number)),
    ("constant.other.color", class(Number)),
    ("constant.other.placeholder", class(Escape)),
    ("entity.name", class(Type)),
    ("entity.name.constant", class(Constant)),
    ("entity.name.function", class(Function)),
    ("entity.name.label", class(Constant)),
    ("entity.name.section", class(Heading)),
    ("entity.name.table", class(Heading)),
    ("entity.name.tag", class(Tag)),
    ("entity.name.tag.toml", class(Attribute)),
    ("entity.name.tag.yaml", class(Attribute)),
    ("entity.name.variable", Verdict::Silent),
    ("entity.other.attribute-name", class(Attribute)),
    ("entity.other.inherited-class", class(Type)),
    ("invalid", Verdict::Plain),
    ("keyword", class(Keyword)),
    ("keyword.operator", Verdict::Operator),
    ("keyword.other.definition.ini", class(Attribute)),
    ("keyword.other.unit", class(Number)),
    ("markup.deleted", class(Deleted)),
    ("markup.heading", class(Heading)),
    ("markup.inserted", class(Inserted)),
    ("markup.quote", class(Comment)),
    ("markup.raw", class(String)),
    ("markup.underline.link", class(String)),
    ("meta.diff.header", class(Heading)),
    ("meta.diff.range", class(Heading)),
    ("meta.embedded", Verdict::Plain),
    ("meta.group.expansion.parameter", class(Variable)),
    ("meta.interpolation", Verdict::Plain),
    ("meta.mapping.key", Verdict::Key),
    ("meta.structure.dictionary.key", Verdict::Key),
    ("meta.template.expression", Verdict::Plain),
    ("punctuation.definition.annotation", class(Attribute)),
    ("punctuation.definition.variable", class(Variable)),
    ("source", Verdict::Language),
    ("storage", class(Keyword)),
    ("string", class(String)),
    ("support.class", class(Type)),
    ("support.constant", class(Constant)),
    ("support.function", class(Function)),
    ("support.macro", class(Function)),
    ("support.module", class(Type)),
    ("support.type", class(Type)),
    ("support.type.property-name", class(Attribute)),
    ("text", Verdict::Language),
    ("variable.annotation", class(Attribute)),
    ("variable.function", class(Function)),
    ("variable.language", class(Constant)),
    ("variable.other.php", class(Variable)),
    ("variable.other.readwrite.class.ruby", class(Variable)),
    ("variable.other.readwrite.global.ruby", class(Variable)),
    ("variable.other.readwrite.instance.ruby", class(Variable)),
    ("variable.parameter.php", class(Variable)),
];

/// What this scope says.
pub(crate) fn verdict(scope: Scope) -> Verdict {
    static TABLE: OnceLock<Vec<(Scope, Verdict)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table: Vec<_> =
            SAID.iter().filter_map(|(name, verdict)| Some((Scope::new(name).ok()?, *verdict))).collect();
        table.sort_by_key(|(scope, _)| std::cmp::Reverse(scope.len()));
        table
    });
    table.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map_or(Verdict::Silent, |(_, verdict)| *verdict)
}
