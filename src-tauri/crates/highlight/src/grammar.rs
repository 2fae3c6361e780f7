//! A line read by one of the grammars that come with two-face.

use crate::class::{Run, TokenClass, push};
use crate::language::grammars;
use crate::scopes::{Verdict, verdict};
use std::collections::HashMap;
use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference};

/// Lines that need what nearly every block needs, where a blank one leaves much of it to the first line.
const USUAL: &[(&str, &str)] = &[
    ("Lisp", "(defun a (b) (c \"d\" 1))\n"),
    ("Markdown", "a **b** `c` [d](e)\n"),
    ("PHP", "<?php function a($b) { return c(\"d\", 1); }\n"),
    ("SCSS", ".a { b: $c 1px; }\n"),
    ("TypeScript", "export const a: b = (c: d) => { return e(`f`, { g: 1 }); };\n"),
    ("TypeScriptReact", "const a: b = (c: d) => <e f=\"g\">{h(`i`, { j: 1 })}</e>;\n"),
];

/// A grammar and where it stands.
#[derive(Debug)]
pub(crate) struct Grammar {
    parser: ParseState,
    stack: ScopeStack,
    /// What each scope says, once it was looked up: a block has some dozens.
    known: HashMap<Scope, Verdict>,
}

impl Grammar {
    /// Reads a line of its own first: regular expressions are compiled when they are first needed, up to 0.7 s of them
    /// for a blank line, and a fence is opened some time before its first line is whole.
    pub(crate) fn new(syntax: &SyntaxReference) -> Self {
        let usual = USUAL.iter().find(|(name, _)| *name == syntax.name).map_or("\n", |(_, line)| line);
        let mut trial = ParseState::new(syntax);
        // What is wrong with the grammar, the first line of the block will tell.
        let _ = trial.parse_line(usual, grammars());
        Self { parser: ParseState::new(syntax), stack: ScopeStack::new(), known: HashMap::new() }
    }

    /// The runs of a line; `None` when the grammar broke and cannot go on.
    pub(crate) fn line(&mut self, line: &str) -> Option<Vec<Run>> {
        let with_end = format!("{line}\n");
        let changes = self.parser.parse_line(&with_end, grammars()).ok()?;
        let mut runs = Vec::new();
        let mut from = 0;
        for (at, change) in changes {
            let at = at.min(line.len());
            self.add(&mut runs, line.get(from..at)?);
            from = at;
            self.stack.apply(&change).ok()?;
        }
        self.add(&mut runs, line.get(from..)?);
        Some(runs)
    }

    fn add(&mut self, runs: &mut Vec<Run>, piece: &str) {
        if !piece.is_empty() {
            // White space has no look of its own, so it goes with what it follows: fewer runs.
            let is_space = piece.trim().is_empty();
            let before = runs.last().map_or(TokenClass::Text, |run| run.0);
            let class = if is_space { before } else { self.class(piece) };
            push(runs, class, piece);
        }
    }

    /// The innermost scope that says something decides.
    fn class(&mut self, piece: &str) -> TokenClass {
        let scopes = self.stack.as_slice();
        for (depth, scope) in scopes.iter().enumerate().rev() {
            let said = *self.known.entry(*scope).or_insert_with(|| verdict(*scope));
            match said {
                Verdict::Silent | Verdict::Key => {}
                // The outermost one names the language.
                Verdict::Language if depth == 0 => {}
                // `and` is an operator to a grammar, and a word to whoever reads.
                Verdict::Operator if piece.chars().all(|c| c.is_alphabetic() || c == '_') => {
                    return TokenClass::Keyword;
                }
                Verdict::Plain | Verdict::Language | Verdict::Operator => return TokenClass::Text,
                Verdict::Class(TokenClass::String) if self.is_key(depth) => return TokenClass::Attribute,
                Verdict::Class(class) => return class,
            }
        }
        TokenClass::Text
    }

    /// A string at this depth is the key of a mapping.
    fn is_key(&self, depth: usize) -> bool {
        self.stack.as_slice().iter().take(depth).rev().take(2).any(|scope| verdict(*scope) == Verdict::Key)
    }
}
