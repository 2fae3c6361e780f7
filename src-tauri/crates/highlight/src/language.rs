//! From the word after a fence to the grammar that reads it.

use std::sync::OnceLock;
use syntect::parsing::{SyntaxReference, SyntaxSet};

/// Who reads a language.
#[derive(Debug)]
pub(crate) enum Language {
    /// One of the grammars.
    Grammar(&'static SyntaxReference),
    /// Ours: no grammar of it comes with two-face.
    PowerShell,
}

/// All grammars, unpacked at first use; a single one is read from them when it is needed.
pub(crate) fn grammars() -> &'static SyntaxSet {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    GRAMMARS.get_or_init(two_face::syntax::extra_newlines)
}

/// There is something that reads this language.
#[must_use]
pub fn is_known(language: &str) -> bool {
    find(language).is_some()
}

/// The usual ending of a file in this language, without its dot; `txt` when the language is unknown.
#[must_use]
pub fn file_extension(language: &str) -> &str {
    match find(language) {
        // The grammars know these under another's name.
        _ if matches!(language, "jsx" | "mjs" | "cjs" | "jsonl" | "json5" | "svg" | "mdx") => language,
        Some(Language::PowerShell) => "ps1",
        Some(Language::Grammar(syntax)) => {
            let known = &syntax.file_extensions;
            // A short word may be an ending itself (`zsh`, `yml`); a long one is the language's name.
            let own = known.iter().find(|ending| *ending == language && ending.len() <= 3 && *ending != "c++");
            own.or_else(|| known.first()).map_or("txt", String::as_str)
        }
        None => "txt",
    }
}

/// Who reads the language of this name.
pub(crate) fn find(language: &str) -> Option<Language> {
    let word = language.to_lowercase();
    if matches!(word.as_str(), "powershell" | "ps1" | "pwsh" | "ps" | "posh" | "psm1" | "psd1") {
        return Some(Language::PowerShell);
    }
    let name = ALIASES.iter().find(|(words, _)| words.split(' ').any(|known| known == word)).map(|(_, name)| *name);
    let syntax = match name {
        Some(name) => grammars().find_syntax_by_name(name),
        None => grammars().find_syntax_by_token(&word),
    }?;
    (syntax.name != "Plain Text").then_some(Language::Grammar(syntax))
}

/// Words that are neither the name of a grammar nor a file extension it claims, or one that several claim.
const ALIASES: &[(&str, &str)] = &[
    ("apache apacheconf htaccess", "Apache Conf"),
    ("asciidoc adoc", "AsciiDoc (Asciidoctor)"),
    ("asm assembly x86asm nasm x86", "x86_64 Assembly"),
    (
        "bash sh shell zsh ksh console terminal shell-session shellsession shellscript bash-session",
        "Bourne Again Shell (bash)",
    ),
    ("bat batch cmd dos dosbatch", "Batch File"),
    ("bazel starlark python3 py3 ipython pycon python2 gyp", "Python"),
    ("c++ cplusplus cuda cu arduino ino h++ hpp", "C++"),
    ("c h opencl", "C"),
    ("c# csharp dotnet", "C#"),
    ("cfg conf config systemd registry editorconfig gitconfig service", "INI"),
    ("clj cljs clojurescript", "Clojure"),
    ("coffee coffeescript-2", "CoffeeScript"),
    ("common-lisp elisp emacs-lisp commonlisp scheme", "Lisp"),
    ("cron", "Crontab"),
    ("delphi objectpascal freepascal", "Pascal"),
    ("docker containerfile", "Dockerfile"),
    ("dot graphviz", "Graphviz (DOT)"),
    ("dotenv env", "DotENV"),
    ("ejs handlebars hbs html5 mustache astro", "HTML"),
    ("eex heex leex", "HTML (EEx)"),
    ("erb", "HTML (Rails)"),
    ("f# fsharp fs fsx", "F#"),
    ("fortran f90 f95", "Fortran (Modern)"),
    ("gdscript godot", "GDScript (Godot Engine)"),
    ("gitignore ignore dockerignore", "Git Ignore"),
    ("golang", "Go"),
    ("gradle jenkinsfile", "Groovy"),
    ("hcl terraform tf opentofu", "Terraform"),
    ("hlsl shader", "GLSL"),
    ("http https", "HTTP Request and Response"),
    ("java-properties", "Java Properties"),
    ("jinja jinja2 j2", "Jinja2"),
    ("js mjs cjs es6 node nodejs ecmascript", "JavaScript"),
    ("json5 jsonc jsonl ndjson geojson jsonld webmanifest", "JSON"),
    ("jsx typescriptreact javascriptreact", "TypeScriptReact"),
    ("jl", "Julia"),
    ("kt kts", "Kotlin"),
    ("latex", "LaTeX"),
    ("lean lean4", "Lean 4"),
    ("luau", "Lua"),
    ("make mk", "Makefile"),
    ("markdown md mdx gfm rmarkdown", "Markdown"),
    ("matlab octave", "MATLAB"),
    ("ml", "OCaml"),
    ("mysql postgres postgresql pgsql plsql plpgsql tsql sqlite hive hiveql mariadb sparksql", "SQL"),
    ("objc objectivec objective-c obj-c", "Objective-C"),
    ("objcpp objective-c++ objectivecpp", "Objective-C++"),
    ("org", "orgmode"),
    ("pl", "Perl"),
    ("proto proto2 proto3 protobuf", "Protocol Buffer"),
    ("rb", "Ruby"),
    ("re regex regexp", "Regular Expression"),
    ("rst restructuredtext", "reStructuredText"),
    ("postcss", "CSS"),
    ("svg rss atom plist xaml", "XML"),
    ("systemverilog sv", "SystemVerilog"),
    ("tex", "LaTeX"),
    ("ts mts cts", "TypeScript"),
    ("typ typst", "Typst"),
    ("udiff", "Diff"),
    ("v verilog", "Verilog"),
    ("vim vimscript viml", "VimL"),
    ("vue", "Vue Component"),
];
