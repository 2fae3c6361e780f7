//! Several conversations, branches of one, and what cannot be sent.

use crate::desktop::{Desk, Launch};
use crate::wait::until;
use crate::window::Window;
use fantoccini::key::Key;
use hadal_simulator::{Config, Gate, Script, Simulator, TEST_KEY};

async fn ready() -> (Simulator, Desk, Window) {
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let desk = Desk::new().await;
    let window = desk.open(Launch::at(&simulator.base_url()).with("DEEPSEEK_API_KEY", TEST_KEY)).await;
    window.sees("What is on your mind?").await;
    (simulator, desk, window)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_answers_at_once_lose_nothing_while_one_switches_between_them() {
    let (simulator, desk, window) = ready().await;
    let gates = [Gate::new(), Gate::new()];
    for (gate, (question, word)) in gates.iter().zip([("The first one", "red"), ("The second one", "blue")]) {
        let tokens: Vec<String> = (0..40).map(|count| format!("{word}{count} ")).collect();
        simulator.script(Script::tokens(tokens).gate(gate));
        window.new_conversation().await;
        window.ask(question).await;
        gate.release(1 + 3);
        window.answer_when("its first words", |answer| answer.text.contains(&format!("{word}2"))).await;
    }
    for round in 1..=8_usize {
        let (here, there) = if round % 2 == 1 { (0, 1) } else { (1, 0) };
        let (title, word) = if here == 0 { ("The first one", "red") } else { ("The second one", "blue") };
        // One grows in sight, the other out of sight.
        window.open_conversation(title).await;
        gates[here].release(3);
        gates[there].release(2);
        let upto = gates[here].passed();
        window
            .answer_when("what came meanwhile", |answer| {
                answer.text.starts_with(&format!("{word}0 {word}1 {word}2"))
                    && answer.text.split_whitespace().count() + 2 >= upto
            })
            .await;
    }
    desk.picture("two-at-once");
    for (gate, (title, word)) in gates.iter().zip([("The first one", "red"), ("The second one", "blue")]) {
        // Opened before it ends: an answer that ends moves its row to the top, away from under the pointer.
        window.open_conversation(title).await;
        window.sees(title).await;
        window.answer_when("this conversation", |answer| answer.text.starts_with(word)).await;
        gate.open();
        let whole: Vec<String> = (0..40).map(|count| format!("{word}{count}")).collect();
        let answer =
            window.answer_when("the whole answer", |answer| answer.status == "done" && answer.text.starts_with(word));
        assert_eq!(answer.await.text, whole.join(" "));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edited_question_makes_a_branch_and_the_old_one_stays() {
    let (simulator, _desk, window) = ready().await;
    simulator.script(Script::answer("A fine city."));
    window.ask("What is Berlin?").await;
    window.wait_answer().await;
    simulator.script(Script::answer("A finer city."));
    window.edit_and_resend("What is 北京?").await;
    window.answer_when("the new answer", |answer| answer.text == "A finer city." && answer.status == "done").await;
    let messages = window.messages().await;
    assert_eq!((messages[0].text.as_str(), messages[0].versions.as_str()), ("What is 北京?", "2/2"));
    assert_eq!(messages.len(), 2, "the old branch is not in sight");
    window.click("[data-role=user] [data-testid=version-prev]").await;
    let old = window.answer_when("the old answer", |answer| answer.text == "A fine city.").await;
    assert_eq!(old.status, "done");
    assert_eq!(window.messages().await[0].text, "What is Berlin?");
    let mut sent = simulator.chat_requests();
    // A title is asked for beside the turns.
    sent.retain(|request| !request.body.to_string().contains("Write a title for this conversation"));
    assert_eq!(sent.len(), 2);
    assert!(!sent[1].body.to_string().contains("Berlin"), "the other branch is not sent along");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blank_message_cannot_be_sent() {
    let (simulator, _desk, window) = ready().await;
    let send = window.find("[data-testid=composer-send]").await;
    assert!(!send.is_enabled().await.unwrap(), "there is nothing to send");
    window.write("   ").await;
    let input = window.find("[data-testid=composer-input]").await;
    input.send_keys(&Key::Enter).await.unwrap();
    assert!(!send.is_enabled().await.unwrap(), "spaces are nothing to send");
    window.write("now").await;
    until("the button for a message", async || send.is_enabled().await.ok()?.then_some(())).await;
    assert!(window.messages().await.is_empty());
    assert!(simulator.chat_requests().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_ten_conversations_in_both_themes_and_languages() {
    let (simulator, desk, window) = ready().await;
    let questions = [
        "Plan a weekend in Lisbon",
        "解释一下量子纠缠",
        "Why the sky is blue",
        "Rust: when to use Cow",
        "写一封婉拒邀请的邮件",
        "Compare SQLite and PostgreSQL",
        "Names for a small bakery",
        "A regular expression for ISO dates",
        "如何腌制泡菜",
        "Summarise the plot of Hamlet",
    ];
    for question in questions {
        simulator.script(Script::answer(ANSWER).reasoning("The reader wants it short. A table helps."));
        window.new_conversation().await;
        window.ask(question).await;
        window.wait_answer().await;
    }
    window.lists(&questions).await;
    desk.picture("history-light");
    window.settings("Appearance").await;
    desk.picture("settings-appearance");
    window.segment("Dark").await;
    until("the dark theme", async || (window.theme().await == "dark").then_some(())).await;
    window.close_settings().await;
    desk.picture("history-dark");
    window.settings("Appearance").await;
    window.segment("简体中文").await;
    window.sees("外观").await;
    desk.picture("settings-chinese-dark");
    window.segment("浅色").await;
    until("the light theme", async || (window.theme().await == "light").then_some(())).await;
    window.close_settings().await;
    desk.picture("history-chinese");
}

const ANSWER: &str = "## In short\n\nIt depends on *what* you need, and **how often**.\n\n| Choice | Good at | Costs |\n\
    | --- | --- | --- |\n| One | speed | memory |\n| Two | 简单 | time |\n\n1. Begin small.\n2. Measure: $t = \\frac{d}{v}$.\n\n\
    ```rust\nfn main() {\n    println!(\"你好\");\n}\n```\n\nThat is all.";
