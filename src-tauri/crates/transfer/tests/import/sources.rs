//! One file of each program, with branches, reasoning, pictures and missing fields.

use crate::archive::zip;
use crate::{fixture, outline, taken};
use hadal_domain::Status;
use hadal_transfer::{MarkdownOptions, Reason, Source, Whole, json, markdown};

#[test]
fn deepseek_comes_with_branches_thinking_files_models_and_times() {
    let (all, report) =
        taken(&zip(&[("user.json", b"{\"email\":\"x\"}"), ("conversations.json", &fixture("deepseek.json"))]));
    assert_eq!(report.sources, [Source::DeepSeek]);
    assert_eq!(all.len(), 2);
    let deep = &all[0];
    assert_eq!(deep.conversation.title, "Deep sea currents");
    assert!(deep.conversation.titled_by_user, "nothing of ours renames it");
    assert_eq!(deep.conversation.created_at.as_millis(), 1_772_330_400_000);
    assert_eq!(deep.conversation.updated_at.as_millis(), 1_772_330_700_000);
    assert_eq!(
        outline(deep),
        "user: > 📎 currents.pdf⏎⏎How does heat move in the deep sea?\n  \
           assistant: By **sinking** water. [Density drives it.] (deepseek-reasoner)\n  \
           assistant: Slowly: 环流. [Look again.] (deepseek-reasoner)\n    \
             user: And back up?\n      \
               *assistant: By wind and mixing. (deepseek-chat)\n\
         user: The question, edited\n"
    );
    let times: Vec<i64> =
        deep.messages.iter().map(|message| message.created_at.as_millis() - 1_772_330_400_000).collect();
    assert_eq!(
        times,
        [1000, 2500, 60_000, 90_000, 120_000, 125_000],
        "in the order of their ids, which is that of time"
    );
    let problems: Vec<_> = report.problems.iter().map(|p| (p.place.as_str(), &p.reason)).collect();
    assert_eq!(
        problems,
        [
            ("Deep sea currents", &Reason::Parts(1)),
            ("Deep sea currents", &Reason::Files(1)),
            ("Nothing in it", &Reason::Empty),
            ("Wrong", &Reason::Field("mapping")),
        ]
    );
}

#[test]
fn deepseeks_older_shape_says_nowhere_who_speaks_and_is_still_read() {
    let (all, _) = taken(&fixture("deepseek.json"));
    assert_eq!(
        outline(&all[1]),
        "user: 第一问\n  assistant: 第一答 [想一想] (deepseek-reasoner)\n    user: 第二问\n      *assistant: 第二答 (deepseek-chat)\n"
    );
}

#[test]
fn chatgpt_is_told_from_deepseek_and_comes_with_thoughts_tools_and_the_shown_path() {
    let (all, report) = taken(&fixture("chatgpt.json"));
    assert_eq!(report.sources, [Source::ChatGpt]);
    assert_eq!(
        outline(&all[0]),
        "user: What does this match?\n  \
           assistant: First try. (gpt-4)\n  \
           assistant: ```python⏎print('```')⏎``` [Anchors first.] (o3)\n    \
             tool: ````⏎```⏎````\n      \
               *assistant: It matches three backticks. (o3)\n"
    );
    assert_eq!(report.problems.len(), 1, "a picture: {:?}", report.problems);
}

#[test]
fn claude_comes_as_a_line_or_as_a_tree() {
    let (all, report) = taken(&fixture("claude.json"));
    assert_eq!(
        outline(&all[0]),
        "user: > 📎 tides.txt · moon.png⏎⏎Explain tides.\n  assistant: The moon pulls. [The moon.]\n    *user: Thanks\n"
    );
    assert_eq!(outline(&all[1]), "user: Name a whale\n  *assistant: Sperm whale\n  assistant: Blue whale\n");
    assert_eq!(all[1].conversation.title, "Name a whale", "a title of the first words, which may change");
    assert!(!all[1].conversation.titled_by_user);
    assert!(report.problems.iter().any(|p| p.reason == Reason::Messages(2)), "{:?}", report.problems);
}

#[test]
fn chatbox_comes_with_forks_and_earlier_threads() {
    let (all, report) = taken(&fixture("chatbox.json"));
    assert_eq!(all.len(), 2);
    assert_eq!(outline(&all[0]), "user: An older shape\n  *assistant: Still read [hm]\n");
    assert_eq!(
        outline(&all[1]),
        "system: You are a diver.\n  user: > 📎 reef.txt⏎⏎Why is it blue?\n    \
         assistant: Scattering.\n    *assistant: Water takes the red. [Red is absorbed.] (deepseek-reasoner)\n"
    );
    assert!(report.problems.iter().any(|p| p.place == "Broken" && p.reason == Reason::Field("messages")));
}

#[test]
fn cherry_studio_comes_with_titles_and_several_answers() {
    let (all, report) = taken(&zip(&[("data.json", &fixture("cherry_studio.json"))]));
    assert_eq!((all.len(), all[0].conversation.title.as_str()), (1, "Kelp"));
    assert_eq!(
        outline(&all[0]),
        "user: > 📎 kelp.pdf⏎⏎How tall is kelp?\n  assistant: Tall. (deepseek-chat)\n  \
         assistant: Fifty metres. [Giant kelp.] (deepseek-reasoner)\n    *user: Thanks\n"
    );
    assert!(all[0].messages.iter().any(|message| message.status == Status::Stopped));
    assert!(report.problems.iter().any(|p| p.reason == Reason::Field("messages")));
}

#[test]
fn next_chat_open_web_ui_and_lobe_chat_are_read() {
    let (all, report) = taken(&fixture("next_chat.json"));
    assert_eq!(outline(&all[0]), "user: How old?\n  *assistant: Four hundred million years. (deepseek-chat)\n");
    assert!(report.problems.iter().any(|p| p.place == "Empty" && p.reason == Reason::Empty));
    let (all, _) = taken(&fixture("open_web_ui.json"));
    assert_eq!(
        outline(&all[0]),
        "user: What eats plankton?\n  *assistant: Whales do. [Many things.] (deepseek-r1)\n  assistant: Krill (deepseek-r1)\n"
    );
    let (all, _) = taken(&fixture("lobe_chat.json"));
    let titles: Vec<_> = all.iter().map(|found| found.conversation.title.as_str()).collect();
    assert_eq!(titles, ["Biologist", "Octopus"]);
    assert_eq!(outline(&all[1]), "user: How many hearts?\n  *assistant: Three hearts. [Count.] (deepseek-reasoner)\n");
}

#[test]
fn lobe_chats_database_has_versions_files_and_models() {
    let (all, report) = taken(&fixture("lobe_chat_database.json"));
    assert_eq!(report.sources, [Source::LobeChat]);
    let topic = all.iter().find(|found| found.conversation.title == "Tides of moons").unwrap();
    assert_eq!(
        outline(topic),
        "user: Why do moons have tides?\n  assistant: Gravity. [Short.] (deepseek-chat)\n  \
         assistant: The planet pulls the near side more: 潮汐. [Longer.] (deepseek-reasoner)\n    \
           user: > 📎 io.png⏎⏎And Io?\n      *assistant: It melts.\n"
    );
    assert_eq!(topic.messages[0].created_at.as_millis(), 1_740_816_001_000);
    let reasons: Vec<_> = report.problems.iter().map(|problem| &problem.reason).collect();
    assert!(reasons.contains(&&Reason::Files(1)) && reasons.contains(&&Reason::Messages(1)), "{reasons:?}");
}

#[test]
fn our_own_json_comes_back_equal_and_our_markdown_as_another_conversation() {
    let (all, _) = taken(&fixture("deepseek.json"));
    let deep = &all[0];
    let text = json(&Whole::bare(deep.conversation.clone(), deep.messages.clone())).unwrap();
    let (back, report) = taken(text.as_bytes());
    assert_eq!(report.sources, [Source::Hadal]);
    assert_eq!((&back[0].conversation, &back[0].messages), (&deep.conversation, &deep.messages));

    let leaf = deep.conversation.active_leaf.unwrap();
    let path = hadal_domain::path_to(&deep.messages, leaf).unwrap();
    let text = markdown(&deep.conversation, &path, MarkdownOptions::default());
    let (read, report) = taken(text.as_bytes());
    assert_eq!(report.sources, [Source::Markdown], "{report:?}");
    assert_eq!(read[0].conversation.title, deep.conversation.title);
    assert_ne!(read[0].conversation.id, deep.conversation.id);
    let said = |messages: &[hadal_domain::Message]| -> Vec<(String, String)> {
        messages.iter().map(|m| (m.text.clone(), m.reasoning.clone())).collect()
    };
    assert_eq!(said(&read[0].messages), said(&path.into_iter().cloned().collect::<Vec<_>>()));
}

#[test]
fn our_markdown_with_other_versions_comes_back_with_them() {
    let (all, _) = taken(&fixture("deepseek.json"));
    let deep = &all[0];
    let path = hadal_domain::path_to(&deep.messages, deep.conversation.active_leaf.unwrap()).unwrap();
    let others: Vec<_> = deep.messages.iter().filter(|message| !path.iter().any(|on| on.id == message.id)).collect();
    assert_eq!(others.len(), 2);
    let text = hadal_transfer::markdown_with(&deep.conversation, &path, &others, MarkdownOptions::default());
    let (read, report) = taken(text.as_bytes());
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert_eq!(outline(&read[0]), outline(deep));
}

#[test]
fn a_second_reading_gives_the_same_ids_and_different_sources_never_share_one() {
    let mut ids = std::collections::HashSet::new();
    let names = [
        "deepseek",
        "chatgpt",
        "claude",
        "chatbox",
        "cherry_studio",
        "next_chat",
        "open_web_ui",
        "lobe_chat",
        "lobe_chat_database",
    ];
    for name in names {
        let bytes = fixture(&format!("{name}.json"));
        let (first, second) = (taken(&bytes).0, taken(&bytes).0);
        assert_eq!(first, second, "{name}");
        assert!(!first.is_empty(), "{name}");
        for found in first {
            assert!(ids.insert(found.conversation.id.to_string()));
            for message in &found.messages {
                assert!(ids.insert(message.id.to_string()));
            }
        }
    }
    // Written down: should these change, a second import would double everything.
    let (all, _) = taken(&fixture("deepseek.json"));
    assert_eq!(all[0].conversation.id.to_string(), "696ac268-e8f8-890c-9124-3919a3e56f98");
}

#[test]
fn keys_and_settings_are_never_taken() {
    for name in ["chatbox", "cherry_studio", "next_chat", "open_web_ui", "lobe_chat", "lobe_chat_database", "chatgpt"] {
        let bytes = fixture(&format!("{name}.json"));
        let (all, report) = taken(&bytes);
        let everything = format!("{all:?} {report:?}");
        assert!(!all.is_empty() && !everything.contains("CANARY-KEY") && !everything.contains("HIDDEN"), "{name}");
    }
}
