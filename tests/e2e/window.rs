//! The window as a person uses it: verbs over what is on the screen.

use crate::desktop::Desk;
use crate::processes;
use crate::wait::{perhaps, until};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::{Client, Locator};
use serde::Deserialize;
use serde_json::Value;
use std::process::Command;
use std::time::Duration;

/// One message on the screen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Shown {
    /// `user` or `assistant`.
    pub(crate) role: String,
    /// `streaming`, `done`, …
    pub(crate) status: String,
    /// What was asked or answered.
    pub(crate) text: String,
    /// The thinking, as far as it is unfolded.
    pub(crate) reasoning: String,
    /// What is said under it about how it ended.
    pub(crate) note: String,
    /// `2/3` when there are versions, else nothing.
    pub(crate) versions: String,
}

const MESSAGES: &str = r#"
    const text = (message, what) => message.querySelector(what)?.innerText.trim() ?? ''
    return [...document.querySelectorAll('[data-testid="message"]')].map((message) => ({
      role: message.dataset.role,
      status: message.dataset.status,
      text: text(message, message.dataset.role === 'user' ? '.text' : '[data-testid="answer-text"]'),
      reasoning: text(message, '[data-testid="reasoning"] .body'),
      note: text(message, '[data-testid="status-note"]') || text(message, '[data-testid="error-note"]'),
      versions: text(message, '[data-testid="version-count"]'),
    }))
"#;

/// The open window.
pub(crate) struct Window {
    client: Client,
    /// Its process.
    pub(crate) pid: u32,
    /// Takes a picture of the screen when the test fails.
    camera: Command,
}

impl Window {
    pub(crate) fn new(client: Client, pid: u32, camera: Command) -> Self {
        Self { client, pid, camera }
    }

    // What is there.

    /// All text of the page.
    pub(crate) async fn text(&self) -> String {
        self.try_text().await.unwrap_or_default()
    }

    async fn try_text(&self) -> Option<String> {
        Some(self.script("return document.body.innerText").await?.as_str()?.to_owned())
    }

    /// Waits until this text is somewhere on the page.
    pub(crate) async fn sees(&self, text: &str) {
        until(&format!("“{text}” on the page"), async || self.text().await.contains(text).then_some(())).await;
    }

    /// The messages of the open conversation.
    pub(crate) async fn messages(&self) -> Vec<Shown> {
        let value = self.script(MESSAGES).await.unwrap_or_default();
        serde_json::from_value(value).unwrap_or_default()
    }

    /// Waits until the messages are as wanted.
    pub(crate) async fn messages_when(&self, what: &str, wanted: impl Fn(&[Shown]) -> bool) -> Vec<Shown> {
        until(what, async || {
            let messages = self.messages().await;
            wanted(&messages).then_some(messages)
        })
        .await
    }

    /// Waits until the last message is an answer as wanted.
    pub(crate) async fn answer_when(&self, what: &str, wanted: impl Fn(&Shown) -> bool) -> Shown {
        let messages = self
            .messages_when(what, |messages| {
                messages.last().is_some_and(|last| last.role == "assistant" && wanted(last))
            })
            .await;
        messages.last().unwrap().clone()
    }

    /// Waits for the whole answer.
    pub(crate) async fn wait_answer(&self) -> Shown {
        self.answer_when("a whole answer", |answer| answer.status == "done").await
    }

    /// The titles in the list, in its order.
    pub(crate) async fn titles(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('[data-row]')].map((row) => row.innerText.trim())";
        serde_json::from_value(self.script(script).await.unwrap_or_default()).unwrap_or_default()
    }

    /// Waits until the list holds exactly these titles, in any order.
    pub(crate) async fn lists(&self, titles: &[&str]) {
        let mut wanted: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
        wanted.sort();
        until(&format!("the conversations {wanted:?}"), async || {
            let mut shown: Vec<String> =
                self.titles().await.iter().map(|title| title.lines().next().unwrap_or_default().to_owned()).collect();
            shown.sort();
            (shown == wanted).then_some(())
        })
        .await;
    }

    /// Whether there is such an element.
    pub(crate) async fn has(&self, css: &str) -> bool {
        self.client.find(Locator::Css(css)).await.is_ok()
    }

    /// What is in a text field.
    pub(crate) async fn value(&self, css: &str) -> String {
        let element = self.find(css).await;
        element.prop("value").await.unwrap().unwrap_or_default()
    }

    // First start.

    /// Types or pastes nothing itself: puts the caret into the field for the key.
    pub(crate) async fn key_field(&self) -> Element {
        self.find("input[placeholder^='sk-']").await
    }

    /// Pastes what is in the clipboard into the field for the key and has it checked.
    pub(crate) async fn paste_key(&self) {
        self.key_field().await.click().await.unwrap();
        let before = self.value("input[placeholder^='sk-']").await;
        self.client
            .find(Locator::Css("input[placeholder^='sk-']"))
            .await
            .unwrap()
            .send_keys(&(Key::Control + "v"))
            .await
            .unwrap();
        until("the pasted key", async || (self.value("input[placeholder^='sk-']").await != before).then_some(())).await;
        self.press("Check and continue").await;
    }

    /// Types a key and has it checked.
    pub(crate) async fn type_key(&self, key: &str) {
        let field = self.key_field().await;
        field.clear().await.unwrap();
        field.send_keys(key).await.unwrap();
        self.press("Check and continue").await;
    }

    // Writing.

    /// Writes into the composer.
    pub(crate) async fn write(&self, text: &str) {
        let field = self.find("[data-testid=composer-input]").await;
        field.send_keys(text).await.unwrap();
    }

    /// Writes a question and sends it with Enter.
    pub(crate) async fn ask(&self, question: &str) {
        self.write(question).await;
        until("the question in the composer", async || {
            (self.value("[data-testid=composer-input]").await.contains(question)).then_some(())
        })
        .await;
        self.find("[data-testid=composer-input]").await.send_keys(&Key::Enter).await.unwrap();
        self.messages_when("the question among the messages", |messages| {
            messages.iter().any(|message| message.role == "user" && message.text == question)
        })
        .await;
    }

    /// Stops the answer.
    pub(crate) async fn stop(&self) {
        self.click("[data-testid=composer-stop]").await;
    }

    /// Asks for another version of the last answer.
    pub(crate) async fn regenerate(&self) {
        self.click_last("[data-testid=message-regenerate]").await;
    }

    /// Opens the last question for editing, and sends it with another text.
    pub(crate) async fn edit_and_resend(&self, text: &str) {
        self.click_last("[data-testid=message-edit]").await;
        let editor = self.find("[data-testid=message-editor]").await;
        editor.send_keys(&(Key::Control + "a")).await.unwrap();
        editor.send_keys(text).await.unwrap();
        self.click("[data-testid=message-resend]").await;
    }

    // Going about.

    /// Begins a new conversation.
    pub(crate) async fn new_conversation(&self) {
        self.click("nav [aria-label='New conversation']").await;
        until("an empty conversation", async || self.has("[data-testid=empty-conversation]").await.then_some(())).await;
    }

    /// Opens the conversation of this title.
    pub(crate) async fn open_conversation(&self, title: &str) {
        let row = self.row(title).await;
        row.click().await.unwrap();
    }

    /// Chooses from the menu of the open conversation.
    pub(crate) async fn choose(&self, entry: &str) {
        self.click("header .title").await;
        self.click_path(&format!("//*[@role='menuitem'][contains(., '{entry}')]")).await;
    }

    /// Exports the open conversation as such a file, up to the system's own dialog.
    pub(crate) async fn export_as(&self, kind: &str) {
        self.choose("Export…").await;
        self.find("[data-testid=export]").await;
        self.click_path(&format!("//*[@role='radio'][starts-with(normalize-space(.), '{kind}')]")).await;
        let save = "[data-testid=export-save]:not(:disabled)";
        self.find(&format!("[data-testid=export-text], {save}")).await;
        self.click(save).await;
    }

    /// Gives the open conversation another title.
    pub(crate) async fn rename(&self, title: &str) {
        self.choose("Rename").await;
        let field = self.find("input.rename").await;
        field.send_keys(&(Key::Control + "a")).await.unwrap();
        field.send_keys(title).await.unwrap();
        field.send_keys(&Key::Enter).await.unwrap();
    }

    /// Opens a page of the settings.
    pub(crate) async fn settings(&self, page: &str) {
        self.click("[data-testid=settings-open]").await;
        self.click_path(&format!("//*[@role='tab'][contains(., '{page}')]")).await;
    }

    /// Chooses one of a few words.
    pub(crate) async fn segment(&self, word: &str) {
        self.click_path(&format!("//*[@role='radio'][normalize-space(.)='{word}']")).await;
    }

    /// Closes the settings with Escape and waits until they are gone.
    pub(crate) async fn close_settings(&self) {
        self.find("[role=dialog]").await.send_keys(&Key::Escape).await.unwrap();
        until("the settings are closed", async || (!self.has("[role=dialog]").await).then_some(())).await;
    }

    /// `light` or `dark`: what the page looks like.
    pub(crate) async fn theme(&self) -> String {
        let script = "return getComputedStyle(document.documentElement).colorScheme";
        self.script(script).await.and_then(|theme| theme.as_str().map(ToOwned::to_owned)).unwrap_or_default()
    }

    /// Presses the button with these words.
    pub(crate) async fn press(&self, words: &str) {
        let path = format!("//button[normalize-space(.)='{words}']");
        let button = until(&format!("the button “{words}”"), async || {
            let button = self.client.find(Locator::XPath(&path)).await.ok()?;
            button.is_enabled().await.ok()?.then_some(button)
        })
        .await;
        button.click().await.unwrap();
    }

    /// Clicks the first such element once it is there.
    pub(crate) async fn click(&self, css: &str) {
        self.find(css).await.click().await.unwrap();
    }

    async fn click_path(&self, path: &str) {
        let element = until(path, async || self.client.find(Locator::XPath(path)).await.ok()).await;
        element.click().await.unwrap();
    }

    async fn click_last(&self, css: &str) {
        let last = until(css, async || self.client.find_all(Locator::Css(css)).await.ok()?.pop()).await;
        last.click().await.unwrap();
    }

    /// Waits for an element.
    pub(crate) async fn find(&self, css: &str) -> Element {
        until(css, async || self.client.find(Locator::Css(css)).await.ok()).await
    }

    async fn row(&self, title: &str) -> Element {
        let path = format!("//*[@data-row][contains(normalize-space(.), '{title}')]");
        until(&format!("“{title}” in the list"), async || self.client.find(Locator::XPath(&path)).await.ok()).await
    }

    // Its end.

    /// Closes the window by keyboard, as its frame does, and waits until the program has ended.
    pub(crate) async fn quit(self, desk: &Desk) {
        let mut pressed = 0;
        until("the window is closed", async || {
            let Some(window) = desk.window() else { return Some(()) };
            desk.xdotool(&["windowactivate", "--sync", &window]);
            if desk.xdotool(&["getactivewindow"])? == window {
                pressed += 1;
                desk.xdotool(&["key", "alt+F4"]);
            }
            // A window manager that was busy with the focus has missed the keys: they are pressed again then.
            perhaps(Duration::from_secs(5), async || desk.window().is_none().then_some(())).await
        })
        .await;
        if pressed > 1 {
            eprintln!("Alt+F4 was pressed {pressed} times");
        }
        self.gone().await;
    }

    /// Ends the program in the middle of whatever it does.
    pub(crate) async fn kill(self) {
        processes::signal("KILL", &[self.pid]);
        self.gone().await;
    }

    async fn gone(self) {
        let pid = self.pid;
        until("the end of the program", async || (!processes::lives(pid)).then_some(())).await;
    }

    async fn script(&self, script: &str) -> Option<Value> {
        self.client.execute(script, Vec::new()).await.ok()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let taken = self.camera.status();
            eprintln!("a picture of the screen: {:?} {taken:?}", self.camera.get_args().last());
        }
    }
}
