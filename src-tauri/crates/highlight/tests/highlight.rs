//! What the highlighter promises: languages by the names people write, lines told alike however they come, and an end
//! to every hostile input.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use hadal_highlight::{Code, Limits, Run, TokenClass, file_extension, is_known};
use std::time::{Duration, Instant};

const NAMES: &[&str] = &[
    "ada",
    "apache",
    "applescript",
    "asm",
    "awk",
    "bash",
    "bat",
    "batch",
    "bib",
    "c",
    "c#",
    "c++",
    "clj",
    "clojure",
    "cmake",
    "coffee",
    "console",
    "cpp",
    "crystal",
    "cs",
    "csharp",
    "css",
    "csv",
    "cuda",
    "d",
    "dart",
    "delphi",
    "diff",
    "docker",
    "dockerfile",
    "dot",
    "dotenv",
    "elisp",
    "elixir",
    "elm",
    "env",
    "erb",
    "erl",
    "erlang",
    "ex",
    "exs",
    "f#",
    "fish",
    "fortran",
    "fs",
    "fsharp",
    "gdscript",
    "gitignore",
    "glsl",
    "go",
    "golang",
    "gql",
    "gradle",
    "graphql",
    "graphviz",
    "groovy",
    "h",
    "haskell",
    "hcl",
    "hpp",
    "hs",
    "html",
    "http",
    "ini",
    "java",
    "javascript",
    "jinja",
    "jinja2",
    "jl",
    "jq",
    "js",
    "json",
    "json5",
    "jsonc",
    "jsonl",
    "jsx",
    "julia",
    "kotlin",
    "kt",
    "kts",
    "latex",
    "less",
    "lisp",
    "llvm",
    "lua",
    "make",
    "makefile",
    "markdown",
    "matlab",
    "md",
    "mdx",
    "mjs",
    "mk",
    "ml",
    "mysql",
    "nginx",
    "nim",
    "nix",
    "objc",
    "objective-c",
    "objectivec",
    "ocaml",
    "octave",
    "pascal",
    "patch",
    "perl",
    "pgsql",
    "php",
    "pl",
    "plsql",
    "postgresql",
    "powershell",
    "properties",
    "proto",
    "protobuf",
    "ps1",
    "puppet",
    "purescript",
    "pwsh",
    "py",
    "python",
    "python3",
    "qml",
    "r",
    "racket",
    "rb",
    "regex",
    "rs",
    "rst",
    "ruby",
    "rust",
    "sass",
    "scala",
    "scheme",
    "scss",
    "sh",
    "shell",
    "sol",
    "solidity",
    "sql",
    "sqlite",
    "starlark",
    "svelte",
    "svg",
    "swift",
    "systemd",
    "systemverilog",
    "tcl",
    "terraform",
    "tex",
    "tf",
    "toml",
    "ts",
    "tsql",
    "tsx",
    "twig",
    "typescript",
    "typst",
    "v",
    "verilog",
    "vhdl",
    "vim",
    "vimscript",
    "vue",
    "wgsl",
    "xml",
    "yaml",
    "yml",
    "zig",
    "zsh",
];

fn lines(language: &str, text: &str) -> Vec<Vec<Run>> {
    let mut code = Code::new(language).unwrap();
    text.lines().map(|line| code.line(line)).collect()
}

/// The pieces of the first line that are not text.
fn tokens<'a>(language: &str, line: &'a str) -> Vec<(TokenClass, &'a str)> {
    let mut rest = line;
    let mut out = Vec::new();
    for Run(class, len) in lines(language, line).remove(0) {
        // The lines of these tests are ASCII: units are bytes.
        let (piece, after) = rest.split_at(len as usize);
        if class != TokenClass::Text {
            out.push((class, piece.trim_end()));
        }
        rest = after;
    }
    out
}

#[test]
fn the_names_that_people_write_are_known() {
    let unknown: Vec<_> = NAMES.iter().filter(|name| !is_known(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn what_is_no_language_stays_plain() {
    for name in ["", "text", "txt", "plain", "plaintext", "output", "mermaid", "<script>", "no such language"] {
        assert!(!is_known(name), "{name:?}");
    }
}

#[test]
fn a_file_gets_the_ending_of_its_language() {
    let endings =
        ["python", "bash", "zsh", "jsx", "tsx", "c++", "csharp", "powershell", "rust", "mermaid"].map(file_extension);
    assert_eq!(endings, ["py", "sh", "zsh", "jsx", "tsx", "cpp", "cs", "ps1", "rs", "txt"]);
}

#[test]
fn every_language_reads_every_kind_of_line() {
    let text = "# a\n// b\n/* c */ <!-- d -->\nfn f(x: int) -> \"s\" { return 'c' + 1.5e3; }\n<a b=\"c\">${d} {{e}}</a>\n\
                $x = @y; -- z\n\tkey: [1, true, null]\n<?php echo 1; ?>\n[section]\na = b\n\u{0}\u{feff}é😀\u{2028}\n";
    for name in NAMES {
        for (line, runs) in text.lines().zip(lines(name, text)) {
            let reach: u32 = runs.iter().map(|run| run.1).sum();
            assert!(reach as usize <= line.encode_utf16().count(), "{name}: {line:?} {runs:?}");
            assert!(runs.iter().all(|run| run.1 > 0), "{name}: {line:?} {runs:?}");
            assert_ne!(runs.last().map(|run| run.0), Some(TokenClass::Text), "{name}: {line:?}");
        }
    }
}

#[test]
fn tokens_are_what_a_reader_takes_them_for() {
    use TokenClass::{Attribute, Comment, Constant, Escape, Function, Keyword, Number, String, Tag, Type, Variable};
    assert_eq!(
        tokens("py", "def f(x): return not \"a\\n\"  # c"),
        [
            (Keyword, "def"),
            (Function, "f"),
            (Keyword, "return not"),
            (String, "\"a"),
            (Escape, "\\n"),
            (String, "\""),
            (Comment, "# c")
        ]
    );
    assert_eq!(
        tokens("json", "{\"a\": true, \"b\": 1}"),
        [(Attribute, "\"a\""), (Constant, "true"), (Attribute, "\"b\""), (Number, "1")]
    );
    assert_eq!(
        tokens("tsx", "<div id=\"a\">{b}</div>"),
        [(Tag, "div"), (Attribute, "id"), (String, "\"a\""), (Tag, "div")]
    );
    assert_eq!(
        tokens("sh", "echo \"$HOME\""),
        [(Function, "echo"), (String, "\""), (Variable, "$HOME"), (String, "\"")]
    );
    assert_eq!(tokens("rust", "struct A;"), [(Keyword, "struct"), (Type, "A")]);
    assert_eq!(
        tokens("ps1", "Get-Item -Path \"a $b\" # c"),
        [
            (Function, "Get-Item"),
            (Attribute, "-Path"),
            (String, "\"a"),
            (Variable, "$b"),
            (String, "\""),
            (Comment, "# c")
        ]
    );
    assert_eq!(tokens("diff", "+new"), [(TokenClass::Inserted, "+new")]);
    assert_eq!(tokens("diff", "-old"), [(TokenClass::Deleted, "-old")]);
}

#[test]
fn a_line_depends_on_those_before_it() {
    let block = lines("powershell", "<# a\nb #> $x\n@'\n$y\n'@");
    assert_eq!(block[1], [Run(TokenClass::Comment, 4), Run(TokenClass::Text, 1), Run(TokenClass::Variable, 2)]);
    assert_eq!(block[3], [Run(TokenClass::String, 2)]);
    assert_eq!(lines("c", "/* a\nb */ int")[1][0], Run(TokenClass::Comment, 4 + 1));
}

#[test]
fn lengths_count_utf_16_units() {
    assert_eq!(lines("py", "# é😀")[0], [Run(TokenClass::Comment, 5)]);
}

#[test]
fn a_line_that_is_too_long_is_plain_and_the_next_is_not() {
    let text = format!("let a = \"{}\";\nlet b = 1;", "x".repeat(1_000));
    let block = lines("rust", &text);
    assert!(block[0].is_empty());
    assert!(!block[1].is_empty());
}

#[test]
fn a_block_that_is_too_long_stays_plain_from_there() {
    let limits = Limits { lines: 3, ..Limits::default() };
    let mut code = Code::within("rust", limits).unwrap();
    let told: Vec<_> = (0..5).map(|_| !code.line("let a = 1;").is_empty()).collect();
    assert_eq!(told, [true, true, true, false, false]);
}

#[test]
fn a_block_that_takes_too_long_stays_plain_from_there() {
    let mut code = Code::within("rust", Limits { time: Duration::ZERO, ..Limits::default() }).unwrap();
    assert!(!code.line("let a = 1;").is_empty(), "time is looked at between lines");
    assert!(code.line("let a = 1;").is_empty());
}

/// Inputs made to keep a reader busy: deep nesting, unclosed openers, long runs of one sign. The limit of a whole block
/// is ten seconds and a line that was begun; what is asked here leaves room for a slow machine without optimisation.
#[test]
fn hostile_blocks_come_to_an_end() {
    let openers =
        ["(", "[", "{", "<", "\"", "'", "`", "${", "/*", "<a ", "a.", "\\", "#{", "@", "-", " ", "a<b<", "=>"];
    for name in ["js", "tsx", "php", "markdown", "html", "latex", "ruby", "bash", "yaml", "perl", "scala", "haskell"] {
        let begun = Instant::now();
        let mut code = Code::within(name, Limits { time: Duration::from_millis(500), ..Limits::default() }).unwrap();
        for opener in openers {
            let line: String = opener.repeat(990 / opener.len());
            for _ in 0..20 {
                code.line(&line);
            }
        }
        let took = begun.elapsed();
        println!("{name}: {took:?}");
        assert!(took < Duration::from_mins(1), "{name}: {took:?}");
    }
}
