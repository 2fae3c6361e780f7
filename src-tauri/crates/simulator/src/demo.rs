//! The demo mode: prepared answers worth reading, chosen by a few words of the question.
//!
//! Each text is a file of two parts, reasoning and answer, with a line of `=====` between. All say
//! that they are the built-in demo; none claims to be a model.

use crate::request::{ChatRequest, Role};
use crate::script::Script;

const EDGE: &str = "\n=====\n";

/// One subject in both languages, and the words that call it.
struct Topic {
    /// Whole words, lower case; several in a row are looked for as they stand.
    english: &'static [&'static str],
    chinese: &'static [&'static str],
    texts: Texts,
}

struct Texts {
    english: &'static str,
    chinese: &'static str,
}

/// In the order in which they are looked for: the first that fits answers.
const TOPICS: [Topic; 6] = [
    Topic {
        english: &[
            "who are you",
            "what are you",
            "are you deepseek",
            "api key",
            "key",
            "model",
            "price",
            "cost",
            "demo",
        ],
        chinese: &["你是谁", "您是谁", "你是什么", "密钥", "价格", "费用", "模型", "演示"],
        texts: Texts { english: include_str!("demo/about.en.md"), chinese: include_str!("demo/about.zh.md") },
    },
    Topic {
        english: &["table", "tables", "compare", "comparison", "versus", "vs", "difference"],
        chinese: &["表格", "比较", "对比", "区别"],
        texts: Texts { english: include_str!("demo/table.en.md"), chinese: include_str!("demo/table.zh.md") },
    },
    Topic {
        english: &[
            "math",
            "maths",
            "formula",
            "formulas",
            "equation",
            "equations",
            "integral",
            "proof",
            "prove",
            "theorem",
            "series",
            "sum",
        ],
        chinese: &["数学", "公式", "方程", "积分", "证明", "定理", "级数"],
        texts: Texts { english: include_str!("demo/maths.en.md"), chinese: include_str!("demo/maths.zh.md") },
    },
    Topic {
        english: &[
            "code",
            "python",
            "rust",
            "javascript",
            "typescript",
            "java",
            "sql",
            "bash",
            "function",
            "program",
            "script",
            "bug",
            "algorithm",
        ],
        chinese: &["代码", "程序", "编程", "函数", "算法", "脚本"],
        texts: Texts { english: include_str!("demo/code.en.md"), chinese: include_str!("demo/code.zh.md") },
    },
    Topic {
        english: &["poem", "poetry", "translate", "translation", "write", "story", "essay", "letter"],
        chinese: &["诗", "翻译", "故事", "作文", "写"],
        texts: Texts { english: include_str!("demo/poem.en.md"), chinese: include_str!("demo/poem.zh.md") },
    },
    Topic {
        english: &[
            "how do i",
            "how do you",
            "how to",
            "how can i",
            "how can we",
            "how should",
            "steps",
            "checklist",
            "plan",
        ],
        chinese: &["怎么", "怎样", "如何", "步骤", "清单", "计划"],
        texts: Texts { english: include_str!("demo/howto.en.md"), chinese: include_str!("demo/howto.zh.md") },
    },
];

const TOUR: Texts = Texts { english: include_str!("demo/tour.en.md"), chinese: include_str!("demo/tour.zh.md") };

const MORE: Texts = Texts { english: include_str!("demo/more.en.md"), chinese: include_str!("demo/more.zh.md") };

/// The prepared answer to the last question: by its words, else the tour first and `MORE` later.
pub(crate) fn answer(request: &ChatRequest) -> Script {
    let question = request.last_user_text();
    let first = !request.messages.iter().any(|message| message.role == Role::Assistant && !message.is_prefix());
    let found = topic(&question).map(|topic| &topic.texts);
    let texts = found.unwrap_or(if first { &TOUR } else { &MORE });
    let text = if is_chinese(&question) { texts.chinese } else { texts.english };
    // Line ends as a checkout on another system may have them.
    let text = text.replace("\r\n", "\n");
    match text.split_once(EDGE) {
        Some((reasoning, answer)) => Script::answer(answer.trim_end()).reasoning(reasoning.trim_end()),
        None => Script::answer(text),
    }
}

fn topic(question: &str) -> Option<&'static Topic> {
    let words = words(question);
    TOPICS.iter().find(|topic| {
        topic.chinese.iter().any(|word| question.contains(word))
            || topic.english.iter().any(|word| words.contains(&format!(" {word} ")))
    })
}

/// The words of `text` in lower case, one space around each.
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    for word in text.split(|sign: char| !sign.is_alphanumeric()) {
        if !word.is_empty() {
            words.push_str(&word.to_lowercase());
            words.push(' ');
        }
    }
    words
}

/// More than a stray Han character among Latin ones.
fn is_chinese(text: &str) -> bool {
    let han = text.chars().filter(|sign| ('\u{4e00}'..='\u{9fff}').contains(sign)).count();
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    han > 0 && han * 3 >= latin
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(messages: &serde_json::Value) -> Script {
        let request = serde_json::json!({"model": "deepseek-flash", "messages": messages});
        answer(&serde_json::from_value(request).unwrap())
    }

    fn told(question: &str) -> String {
        asked(&serde_json::json!([{"role": "user", "content": question}])).answer_text()
    }

    #[test]
    fn the_question_chooses_subject_and_language() {
        for (question, start) in [
            ("hello", "# Welcome to Hadal"),
            ("你好", "# 欢迎使用 Hadal"),
            ("Write some Python code", "*From the built-in demo"),
            ("Compare tea and coffee", "*From the built-in demo"),
            ("Who are you?", "## Who is answering?"),
            ("你是谁？", "## 是谁在回答？"),
            ("用 Python 写一个函数", "*来自内置演示"),
        ] {
            assert!(told(question).starts_with(start), "{question}: {}", told(question));
        }
        assert!(told("a formula, please").contains("harmonic series"));
        assert!(told("怎么备份文件？").contains("3-2-1"));
        assert!(told("How do I keep files?").contains("3-2-1"));
        assert!(told("monkeys").starts_with("# Welcome"), "no word inside a word");
    }

    #[test]
    fn the_tour_comes_once_and_then_something_else() {
        let later = asked(&serde_json::json!([
            {"role": "user", "content": "hello"},
            {"role": "assistant", "content": "# Welcome"},
            {"role": "user", "content": "nice"},
        ]));
        assert!(later.answer_text().starts_with("I have no prepared text"));
    }

    #[test]
    fn every_text_has_reasoning_names_the_demo_and_closes_its_fences() {
        let texts = TOPICS.iter().map(|topic| &topic.texts).chain([&TOUR, &MORE]);
        for text in texts.flat_map(|texts| [texts.english, texts.chinese]) {
            let (reasoning, answer) = text.split_once(EDGE).unwrap();
            assert!(reasoning.chars().count() > 60, "{reasoning}");
            assert!(answer.contains("built-in demo") || answer.contains("内置演示"), "{answer}");
            assert_eq!(answer.matches("```").count() % 2, 0, "{answer}");
            assert_eq!(answer.matches("$$").count() % 2, 0, "{answer}");
        }
    }
}
