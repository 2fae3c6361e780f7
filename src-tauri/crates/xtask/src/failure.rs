//! What went wrong, the last lines that tell why, and what to do next.

use std::fmt;

/// The result of a step or of a whole command.
pub(crate) type Outcome<T> = Result<T, Failure>;

/// A failed step, told to a person.
#[derive(Debug, Clone, Default)]
pub(crate) struct Failure {
    /// One sentence: which step failed, and how.
    what: String,
    /// The last lines that the step printed; empty if they are on the screen already.
    tail: Vec<String>,
    /// The next thing to try.
    advice: String,
}

impl Failure {
    /// A failure that is one sentence so far.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    /// Adds the next thing to try.
    pub(crate) fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }

    /// Adds the last lines of what was printed.
    pub(crate) fn tail(mut self, lines: Vec<String>) -> Self {
        self.tail = lines;
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.tail.is_empty() {
            writeln!(f, "Its last lines:")?;
            for line in &self.tail {
                writeln!(f, "  | {line}")?;
            }
        }
        write!(f, "✗ {}", self.what)?;
        if !self.advice.is_empty() {
            write!(f, "\n  What to do: {}", self.advice)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_tells_the_step_its_last_lines_and_what_to_do() {
        let failure =
            Failure::new("The page failed to build.").tail(vec!["no such file".into()]).advice("run it again");
        assert_eq!(
            failure.to_string(),
            "Its last lines:\n  | no such file\n✗ The page failed to build.\n  What to do: run it again"
        );
    }
}
