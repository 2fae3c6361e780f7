//! `hadal render`: Markdown from standard input, read the way an answer is: piece by piece.

use crate::Exit;
use crate::args::RenderFormat;
use crate::output::Output;
use hadal_backend::Grammars;
use hadal_markdown::{Stream, html, plain_text};
use hadal_wire::{CommandError, ErrorCode};
use std::io::Read;

/// Bytes of standard input that are read; the parser itself looks at less.
const INPUT_BYTES: u64 = 64 << 20;

pub(crate) fn run(chunk: Option<u32>, format: RenderFormat) -> Result<Exit, CommandError> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(INPUT_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| CommandError::new(ErrorCode::RequestMalformed, format!("standard input: {error}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| CommandError::new(ErrorCode::RequestMalformed, "standard input is not UTF-8 text"))?;
    let rendered = rendered(&text, chunk, format)?;
    Output::new().line(rendered.trim_end_matches('\n'));
    Ok(Exit::Well)
}

fn rendered(text: &str, chunk: Option<u32>, format: RenderFormat) -> Result<String, CommandError> {
    let stream = streamed(text, chunk.map_or(usize::MAX, |chars| chars as usize));
    match format {
        RenderFormat::Blocks => serde_json::to_string(stream.blocks())
            .map_err(|error| CommandError::new(ErrorCode::Internal, format!("JSON: {error}"))),
        RenderFormat::Html => Ok(html(stream.blocks(), &Grammars)),
        RenderFormat::Text => Ok(plain_text(stream.blocks())),
    }
}

/// Feeds `text` in pieces of so many characters and takes a patch after each, as a window would.
fn streamed(text: &str, chars: usize) -> Stream {
    let mut stream = Stream::new();
    let mut rest = text;
    while !rest.is_empty() {
        let at = rest.char_indices().nth(chars).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        stream.push(piece);
        stream.patch();
        rest = after;
    }
    stream.finish();
    stream
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Args, Command};
    use clap::Parser;

    /// The command as it is typed, and what it writes for `text`.
    fn typed(words: &[&str], text: &str) -> String {
        let words = ["hadal", "render"].iter().chain(words);
        let Some(Command::Render { chunk, format }) = Args::try_parse_from(words).unwrap().command else {
            panic!("not the command that was typed");
        };
        rendered(text, chunk, format).unwrap()
    }

    #[test]
    fn each_format_is_of_the_same_tree_however_it_is_fed() {
        let text = "A **b** <b>c</b> $x^2$ for $5.\n\n| d |\n|---|\n| e |\n";
        let blocks: serde_json::Value = serde_json::from_str(&typed(&[], text)).unwrap();
        assert_eq!(blocks[0]["type"], "paragraph", "JSON of the blocks unless another format is asked for");
        assert_eq!(blocks[1]["type"], "table");
        let html = typed(&["--format", "html"], text);
        assert!(
            html.contains("<strong>b</strong>") && html.contains("&lt;b&gt;c") && html.contains("<td>e</td>"),
            "{html}"
        );
        let plain = typed(&["--format", "text"], text);
        assert!(plain.starts_with("A b ") && plain.contains("for $5.") && !plain.contains("**"), "{plain}");
        for format in ["blocks", "html", "text"] {
            let one = typed(&["--chunk", "1", "--format", format], text);
            assert_eq!(one, typed(&["--format", format], text), "{format}, a character at a time");
        }
        assert!(Args::try_parse_from(["hadal", "render", "--chunk", "0"]).is_err(), "nothing at a time is no pace");
    }

    #[test]
    fn any_chunking_ends_in_the_same_tree_and_code_has_its_colours() {
        let text = "# a\n\n- b\n  ```rust\n  fn main() {}\n  ```\n- **c**\n\n| d |\n|---|\n| $x$ |\n";
        let whole = streamed(text, usize::MAX);
        for chars in 1..12 {
            assert_eq!(streamed(text, chars).blocks(), whole.blocks(), "{chars} at a time");
        }
        let html = html(whole.blocks(), &Grammars);
        assert!(html.contains("<span class=\"tok-keyword\">fn"), "{html}");
    }
}
