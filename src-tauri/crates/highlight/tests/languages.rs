//! The languages that people ask for: each is known by its usual names and coloured, line by line as they come.

use std::collections::HashSet;

use hadal_highlight::{Code, Run, TokenClass, is_known};

/// The names of a language as they stand after a fence, and a piece of it.
const LANGUAGES: &[(&str, &str)] = &[
    ("rust rs", "// sum\nfn add(a: u32) -> u32 {\n    let s = \"x\\n\";\n    a + 1\n}"),
    ("python py python3", "# sum\n@cache\ndef add(a: int) -> int:\n    return a + 1 if a else None\ns = f\"{a}\""),
    ("javascript js node mjs", "// sum\nconst add = async (a) => `x${a}`;\nreturn null;"),
    ("typescript ts", "interface A { b: string }\nexport const c: number = 1; // d"),
    ("tsx", "const A = () => <div id=\"b\">{c}</div>;"),
    ("jsx", "const A = () => <div id=\"b\">{c}</div>;"),
    ("java", "public class A {\n  /* b */ private int c = 1;\n  String d = \"e\";\n}"),
    ("c h", "#include <stdio.h>\nint main(void) { return 0; } // end"),
    ("cpp c++ cc hpp", "template <typename T>\nclass A : public B { std::string s = \"x\"; };"),
    ("csharp cs c#", "using System;\npublic class A { string B => \"c\"; } // d"),
    ("go golang", "package main\nfunc main() { fmt.Println(\"a\", 1) } // b"),
    ("kotlin kt", "fun main() {\n  val a: Int = 1 // b\n  println(\"c\")\n}"),
    ("swift", "func a(b: Int) -> String {\n  let c = \"d\" // e\n  return c\n}"),
    ("ruby rb", "class A\n  def b(c)\n    @d = :e # f\n    \"g #{c}\"\n  end\nend"),
    ("php", "<?php\nfunction a($b) { return \"c\"; } // d"),
    ("html htm", "<!-- a -->\n<div class=\"b\"><script>let c = 1;</script></div>"),
    ("css", "/* a */\n.b > a { color: #fff; margin: 1px; }"),
    ("scss", "$a: 1px; // b\n.c { &:hover { width: $a; } }"),
    ("sass", "$a: 1px\n.c\n  width: $a"),
    ("less", "@a: 1px;\n.b { width: @a; }"),
    ("json jsonc", "{\n  \"a\": [1, true, null],\n  \"b\": \"c\"\n}"),
    ("yaml yml", "# a\nb: 1\nc:\n  - \"d\"\n  - true"),
    ("toml", "# a\n[b]\nc = \"d\"\ne = 1"),
    ("sql mysql postgresql", "-- a\nSELECT b, COUNT(*) FROM c WHERE d = 'e' AND f > 1;"),
    ("bash sh shell zsh console", "# a\nif [ -f \"$B\" ]; then\n  echo 'c' | grep d\nfi"),
    ("powershell ps1 pwsh", "# a\nforeach ($b in Get-Item) { Write-Host \"c $b\" -NoNewline }"),
    ("bat batch cmd", "@echo off\nREM a\nset B=c\nif exist %B% echo d"),
    ("dockerfile docker", "# a\nFROM rust:1 AS b\nRUN cargo build\nCMD [\"c\"]"),
    ("makefile make mk", "# a\nB = c\nall: b.o\n\t$(CC) -o all"),
    ("cmake", "# a\nproject(b)\nadd_executable(c \"d.c\")"),
    ("lua", "-- a\nlocal function b(c)\n  return \"d\" .. 1\nend"),
    ("perl pl", "# a\nmy $b = \"c\";\nsub d { return 1; }"),
    ("r", "# a\nb <- function(c) {\n  return(\"d\")\n}"),
    ("julia jl", "# a\nfunction b(c::Int)\n  return \"d\"\nend"),
    ("haskell hs", "-- a\nmodule B where\nf :: Int -> String\nf x = \"c\""),
    ("scala", "// a\nobject B extends App {\n  val c: Int = 1\n  def d = \"e\"\n}"),
    ("dart", "// a\nclass B {\n  final int c = 1;\n  String d() => 'e';\n}"),
    ("elixir ex exs", "# a\ndefmodule B do\n  def c(d), do: {:ok, \"e\"}\nend"),
    ("erlang erl", "% a\n-module(b).\nc(D) -> {ok, \"e\"}."),
    ("clojure clj", "; a\n(defn b [c] (str \"d\" :e 1))"),
    ("latex tex", "% a\n\\section{B}\n\\begin{equation} c \\end{equation}"),
    ("markdown md", "# A\n\n**b** `c` [d](e)\n\n> f"),
    ("diff patch", "--- a\n+++ b\n@@ -1 +1 @@\n-c\n+d"),
    ("ini", "; a\n[b]\nc = d"),
    ("nginx", "# a\nserver {\n  listen 80;\n  location / { return 200; }\n}"),
    ("graphql gql", "# a\ntype B {\n  c: String!\n}\nquery { d(e: 1) { f } }"),
    ("protobuf proto", "// a\nsyntax = \"proto3\";\nmessage B { string c = 1; }"),
    ("vue", "<template>\n  <div v-if=\"a\">{{ b }}</div>\n</template>\n<script>\nexport default {}\n</script>"),
    ("svelte", "<script>\n  let a = 1;\n</script>\n{#if a}<p class=\"b\">{a}</p>{/if}"),
    ("xml svg", "<?xml version=\"1.0\"?>\n<a b=\"c\"><!-- d --></a>"),
    ("zig", "// a\npub fn main() void {\n  const b: u8 = 1;\n}"),
    ("verilog v", "// a\nmodule b(input c);\n  assign d = 1'b0;\nendmodule"),
    ("systemverilog sv", "// a\nmodule b(input logic c);\nendmodule"),
    ("vhdl", "-- a\nentity b is\n  port (c : in bit);\nend b;"),
    ("matlab octave", "% a\nfunction b = c(d)\n  b = 'e' + 1;\nend"),
    ("objective-c objc objectivec", "// a\n@interface B : NSObject\n- (void)c { NSLog(@\"d\"); }\n@end"),
    ("assembly asm nasm", "; a\nsection .text\nmain:\n  mov eax, 1\n  ret"),
    ("groovy gradle", "// a\nclass B {\n  def c = \"d\"\n  int e() { return 1 }\n}"),
    ("fortran f90", "! a\nprogram b\n  integer :: c = 1\n  print *, \"d\"\nend program"),
    ("lisp elisp scheme", "; a\n(defun b (c) (format nil \"d\" 1))"),
    ("fsharp f#", "// a\nlet b (c: int) = \"d\""),
    ("ocaml ml", "(* a *)\nlet b c = \"d\" ^ string_of_int 1"),
    ("terraform hcl tf", "# a\nresource \"b\" \"c\" {\n  d = true\n}"),
    ("solidity sol", "// a\ncontract B {\n  uint256 public c = 1;\n}"),
    ("nix", "# a\n{ pkgs }: let b = \"c\"; in b"),
    ("vim viml", "\" a\nlet b = 'c'\nif d\nendif"),
    ("glsl", "// a\nvoid main() { gl_FragColor = vec4(1.0); }"),
    ("pascal delphi", "{ a }\nbegin\n  writeln('b');\nend."),
    ("typst", "// a\n= B\n#let c = 1"),
    ("regex", "^[a-z]+\\d{2}(b|c)$"),
];

#[test]
fn each_language_is_known_and_coloured() {
    assert!(LANGUAGES.len() >= 60);
    for (names, sample) in LANGUAGES {
        for name in names.split(' ') {
            assert!(is_known(name), "{name}");
            assert!(is_known(&name.to_uppercase()), "{name} in capitals");
            let mut code = Code::new(name).unwrap();
            let runs: Vec<Run> = sample.lines().flat_map(|line| code.line(line)).collect();
            let classes: HashSet<TokenClass> =
                runs.iter().map(|run| run.0).filter(|c| *c != TokenClass::Text).collect();
            assert!(classes.len() >= 2, "{name}: {classes:?}");
            let coloured: u32 = runs.iter().filter(|run| run.0 != TokenClass::Text).map(|run| run.1).sum();
            let all = sample.encode_utf16().filter(|unit| !matches!(unit, 0x20 | 0x0a)).count();
            assert!(coloured as usize * 6 >= all, "{name}: {coloured} of {all} units have a colour");
        }
    }
}

#[test]
fn the_names_of_a_language_read_alike() {
    for (names, sample) in LANGUAGES {
        let read = |name: &str| -> Vec<Vec<Run>> {
            let mut code = Code::new(name).unwrap();
            sample.lines().map(|line| code.line(line)).collect()
        };
        let mut names = names.split(' ');
        let first = read(names.next().unwrap());
        for name in names {
            assert_eq!(read(name), first, "{name}");
        }
    }
}

/// A block that grows is begun many times over, and read on from where it stood: what it says of a line depends on the
/// lines before it and on nothing after it.
#[test]
fn a_line_reads_alike_whatever_follows_it() {
    for (names, sample) in LANGUAGES {
        let name = names.split(' ').next().unwrap();
        let lines: Vec<&str> = sample.lines().collect();
        let mut code = Code::new(name).unwrap();
        let whole: Vec<Vec<Run>> = lines.iter().map(|line| code.line(line)).collect();
        for end in 1..lines.len() {
            let mut code = Code::new(name).unwrap();
            let part: Vec<Vec<Run>> = lines.iter().take(end).map(|line| code.line(line)).collect();
            assert_eq!(part, whole[..end], "{name} up to line {end}");
        }
    }
}
