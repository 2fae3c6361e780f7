// Made from the Rust crate `wire` by `cargo xtask types`. Do not edit: the gate compares.

export type Block = { "type": "paragraph", 
/**
 * Its content.
 */
inlines: Array<Inline>, } | { "type": "heading", 
/**
 * 1 to 6, as written.
 */
level: number, 
/**
 * Its content.
 */
inlines: Array<Inline>, } | { "type": "list", 
/**
 * Numbered, not bulleted.
 */
ordered: boolean, 
/**
 * First number of a numbered list; 0 for bullets.
 */
start: number, 
/**
 * No blank lines between items: items are set without paragraph spacing.
 */
tight: boolean, 
/**
 * The items, in order.
 */
items: Array<ListItem>, } | { "type": "quote", 
/**
 * The kind of alert; `None` is an ordinary quotation.
 */
alert: Alert | null, 
/**
 * Its content.
 */
blocks: Array<Block>, } | { "type": "code", 
/**
 * First word of the info string, lower case, only `[a-z0-9+#._-]{1,32}`.
 */
language: string | null, 
/**
 * The code without its final line end; every bidi control is a visible marker.
 */
text: string, 
/**
 * The fence was closed; always true for indented code. An answer that was cut stays open.
 */
closed: boolean, } | { "type": "math", 
/**
 * The LaTeX source between the delimiters, trimmed.
 */
tex: string, 
/**
 * The closing delimiter has come.
 */
closed: boolean, } | { "type": "table", 
/**
 * One entry a column.
 */
align: Array<Align>, 
/**
 * The header row.
 */
head: Array<Cell>, 
/**
 * Body rows; a row may have fewer cells than `align` (the rest are empty), never more.
 */
rows: Array<Array<Cell>>, } | { "type": "rule" } | { "type": "html", 
/**
 * The source, without its final line end.
 */
text: string, } | { "type": "footnote", 
/**
 * The label as written.
 */
label: string, 
/**
 * Its number: order of first appearance in the text, from 1.
 */
number: number, 
/**
 * Its content.
 */
blocks: Array<Block>, } | { "type": "omitted", 
/**
 * The limit.
 */
reason: OmitReason, };

export type ListItem = { 
/**
 * `Some(done)` for a task item.
 */
task: boolean | null, 
/**
 * Its content. In a tight list the text is a single [`Block::Paragraph`] per run of text.
 */
blocks: Array<Block>, };

export type Alert = "note" | "tip" | "important" | "warning" | "caution";

export type Align = "none" | "left" | "center" | "right";

export type Cell = { 
/**
 * Its content.
 */
inlines: Array<Inline>, };

export type Inline = { "type": "text", 
/**
 * The text; bidi overrides are visible markers.
 */
text: string, } | { "type": "emphasis", 
/**
 * Its content.
 */
children: Array<Inline>, } | { "type": "strong", 
/**
 * Its content.
 */
children: Array<Inline>, } | { "type": "strike", 
/**
 * Its content.
 */
children: Array<Inline>, } | { "type": "code", 
/**
 * The code; every bidi control is a visible marker.
 */
text: string, } | { "type": "math", 
/**
 * The LaTeX source between the delimiters.
 */
tex: string, } | { "type": "displayMath", 
/**
 * The LaTeX source between the delimiters, trimmed.
 */
tex: string, } | { "type": "link", 
/**
 * `http:`, `https:` or `mailto:` address, normalised, without userinfo.
 */
href: string, 
/**
 * Host in ASCII (punycode); the domain of the address for `mailto:`.
 */
host: string, 
/**
 * The visible text looks like an address of another host.
 */
warn: boolean, 
/**
 * The visible text.
 */
children: Array<Inline>, } | { "type": "image", 
/**
 * The description.
 */
alt: string, 
/**
 * Host of its address in ASCII, if it has an acceptable one.
 */
host: string | null, 
/**
 * A `data:image/(png|jpeg|gif|webp);base64,` address of at most 1 MB, else nothing.
 */
src: string | null, } | { "type": "footnoteRef", 
/**
 * The label as written.
 */
label: string, 
/**
 * The footnote's number.
 */
number: number, } | { "type": "hardBreak" } | { "type": "softBreak" };

export type OmitReason = "nesting" | "tableCells" | "size";

export type Op = { "type": "put", 
/**
 * Position in the list.
 */
index: number, 
/**
 * The new block.
 */
block: Block, } | { "type": "appendText", 
/**
 * Position in the list.
 */
index: number, 
/**
 * What came after the text so far.
 */
text: string, } | { "type": "truncate", 
/**
 * How many blocks stay.
 */
len: number, } | { "type": "splice", 
/**
 * The node.
 */
path: Array<number>, 
/**
 * How many children stay.
 */
from: number, 
/**
 * What follows them; the kind is that of the node's children.
 */
parts: Parts, } | { "type": "text", 
/**
 * The node.
 */
path: Array<number>, 
/**
 * UTF-16 units that stay.
 */
keep: number, 
/**
 * What follows them.
 */
text: string, } | { "type": "mark", 
/**
 * The node.
 */
path: Array<number>, 
/**
 * What.
 */
flag: Flag, 
/**
 * Its new value.
 */
on: boolean, };

export type Parts = { "of": "blocks", "list": Array<Block> } | { "of": "items", "list": Array<ListItem> } | { "of": "rows", "list": Array<Array<Cell>> } | { "of": "cells", "list": Array<Cell> } | { "of": "inlines", "list": Array<Inline> };

export type Flag = "closed" | "tight";

export type TokenClass = "text" | "keyword" | "string" | "escape" | "number" | "comment" | "function" | "type" | "constant" | "variable" | "tag" | "attribute" | "inserted" | "deleted" | "heading";

export type Run = [TokenClass, number];

export type ErrorCode = "message_blank" | "message_too_long" | "key_malformed" | "key_missing" | "key_refused" | "keychain_unavailable" | "balance_empty" | "base_url_unusable" | "backup_unusable" | "proxy_unusable" | "offline" | "connect_refused" | "tls_failed" | "tls_untrusted" | "tls_expired" | "tls_wrong_name" | "clock_wrong" | "proxy_failed" | "proxy_login" | "intercepted" | "timed_out" | "stalled" | "cut" | "throttled" | "throttled_balance" | "paused" | "server_busy" | "server_failed" | "address_wrong" | "not_api" | "model_unknown" | "context_too_long" | "content_refused" | "parameter_refused" | "messages_refused" | "request_refused" | "answer_empty" | "answer_broken" | "answer_too_large" | "turn_running" | "answer_whole" | "prefix_missing" | "question_sent" | "not_found" | "name_taken" | "disk_full" | "history_read_only" | "history_moved" | "history_disk_failed" | "history_newer" | "history_in_use" | "history_unusable" | "picture_unusable" | "export_failed" | "file_unreadable" | "link_refused" | "request_malformed" | "internal";

export type CommandError = { 
/**
 * Chooses words and action.
 */
code: ErrorCode, 
/**
 * Plain English for logs and the command line; never a key, a prompt or a path. Shown as a detail at most.
 */
message: string, 
/**
 * When trying again makes sense, if the server said so.
 */
retryAfterMs?: number, };

export type AppInfoGet = Record<symbol, never>;

export type AppPainted = Record<symbol, never>;

export type AppClose = { 
/**
 * Whether it closes; what has come is kept.
 */
close: boolean, };

export type CutAnswersSettle = { 
/**
 * Whether they go on, all of them; else they are left as they are.
 */
goOn: boolean, };

export type Done = Record<symbol, never>;

export type LinkOpen = { 
/**
 * As it stands in the node.
 */
href: string, };

export type AppMode = "setup" | "live" | "demo";

export type ModelInfo = { 
/**
 * What is sent.
 */
id: string, 
/**
 * What is shown: `Flash`, `Pro`.
 */
name: string, 
/**
 * It reads pictures; the other answers with an error to one.
 */
sees: boolean, };

export type HistoryState = "ready" | "readOnly" | "diskFull" | "moved" | "diskFailed" | "newer" | "inUse" | "unusable";

export type HistoryTrouble = "notOurs" | "networkShare" | "diskFailed";

export type RepairedFrom = "file" | "fileAndBackup" | "backup" | "nothing";

export type HistoryInfo = { 
/**
 * Whether it works.
 */
state: HistoryState, 
/**
 * Where it lies, shortened with `~`: shown to its owner, on their own screen only.
 */
place: string, 
/**
 * After a repair: the file name of what was set aside.
 */
setAside: string | null, 
/**
 * After a repair: where the rows came from.
 */
repairedFrom?: RepairedFrom, 
/**
 * When it is unusable: why, if that is known.
 */
trouble?: HistoryTrouble, 
/**
 * The program that keeps its directory the same on several machines, which may break it.
 */
syncedBy?: string, };

export type AppInfo = { 
/**
 * Of the program.
 */
version: string, 
/**
 * Which face to show.
 */
mode: AppMode, 
/**
 * The key of the endpoint.
 */
key: KeyInfo, 
/**
 * Who is called.
 */
endpoint: EndpointInfo, 
/**
 * Who answers when it cannot; absent when that is not allowed.
 */
standby?: StandbyInfo, 
/**
 * Whether the history can be read and written.
 */
history: HistoryInfo, 
/**
 * What the person chose.
 */
settings: Settings, 
/**
 * What was typed for a conversation that does not exist yet.
 */
newDraft: string, 
/**
 * What is left of an account that runs low, when that is known.
 */
lowBalance?: BalanceLine, 
/**
 * Models to offer; others may be typed.
 */
models: Array<ModelInfo>, 
/**
 * Longest message in bytes.
 */
messageMaxBytes: number, 
/**
 * Answers that the end of the last start cut and that can go on; absent: none.
 */
cutAnswers?: number, 
/**
 * The window was asked to close while so many answers are being written; absent: it was not.
 */
closingAnswers?: number, };

export type KeyKeep = { 
/**
 * As pasted; white space around it is dropped.
 */
key: string, 
/**
 * It is for the standby, not for the server that is called.
 */
forStandby?: boolean, };

export type KeyKept = { 
/**
 * The app as it is now.
 */
app: AppInfo, 
/**
 * What the account can spend; absent when the server has no such page (other hosts).
 */
balance: Balance | null, };

export type KeyForget = { 
/**
 * The standby's key, not that of the server that is called.
 */
forStandby?: boolean, };

export type KeyPlace = "keychain" | "memory" | "environment";

export type KeyState = "looking" | "missing" | "present" | "unavailable";

export type KeyInfo = { 
/**
 * Whether there is one.
 */
state: KeyState, 
/**
 * Where it lies, when present.
 */
place: KeyPlace | null, 
/**
 * Its last four characters, when present.
 */
last4: string | null, 
/**
 * The keychain cannot keep a key on this computer now: a new one would live in memory.
 */
keychainDown: boolean, };

export type DemoEnter = Record<symbol, never>;

export type DemoLeave = Record<symbol, never>;

export type BalanceGet = Record<symbol, never>;

export type Balance = { 
/**
 * Enough for a call.
 */
available: boolean, 
/**
 * One line a currency; may be empty.
 */
lines: Array<BalanceLine>, };

export type BalanceLine = { 
/**
 * `CNY` or `USD`.
 */
currency: string, 
/**
 * All of it.
 */
total: string, 
/**
 * The granted part, spent first.
 */
granted: string, 
/**
 * The paid part.
 */
toppedUp: string, };

export type Theme = "system" | "light" | "dark";

export type SendKey = "enter" | "modEnter";

export type ThinkingWord = "off" | "low" | "high" | "max";

export type HealthGet = { 
/**
 * Answers of this model.
 */
model: string, };

export type Health = { 
/**
 * Over the last hours; absent when nothing was asked.
 */
lately: HealthFigures | null, 
/**
 * Over the weeks before; absent while there are too few answers to say.
 */
usually: HealthFigures | null, 
/**
 * What is worse than usual, by more than chance explains.
 */
worse: Array<HealthWord>, 
/**
 * A first word that takes longer than this is late for this person; absent while that cannot be said.
 */
lateAfterMs: number | null, };

export type HealthFigures = { 
/**
 * How many.
 */
answers: number, 
/**
 * Of a hundred that were left to end, those that arrived; absent when none was.
 */
arrivedPercent: number | null, 
/**
 * Until the first word.
 */
firstWordMs: number | null, 
/**
 * After it.
 */
tokensPerSecond: number | null, };

export type HealthWord = "arrival" | "firstWord" | "speed";

export type Parameters = { 
/**
 * Standing instructions.
 */
system: string, 
/**
 * Temperature in hundredths, 0 to 200; without an effect while the model thinks.
 */
temperatureHundredths: number | null, 
/**
 * Share of the likeliest words in hundredths, 95 to 100; without an effect unless the model thinks.
 */
topPHundredths: number | null, 
/**
 * The most tokens of an answer, thinking included.
 */
maxTokens: number | null, 
/**
 * Texts at which the answer ends; at most 16.
 */
stop: Array<string>, 
/**
 * The answer is one JSON object.
 */
json: boolean, };

export type Standby = { 
/**
 * The person has allowed it.
 */
on: boolean, 
/**
 * Its base URL, as typed and found usable.
 */
baseUrl: string, 
/**
 * How its model is called there; empty: as it is called here.
 */
model: string, };

export type StandbyInfo = { 
/**
 * Host and port.
 */
host: string, 
/**
 * It is this computer, and needs no key.
 */
local: boolean, 
/**
 * Whether there is a key for it.
 */
key: KeyState, };

export type Settings = { 
/**
 * Light or dark.
 */
theme: Theme, 
/**
 * Language of the app: the tag of a catalogue that the window has, or `system`. Which there are only the window
 * knows, so that one more needs nothing here.
 */
language: string, 
/**
 * What sends a message.
 */
sendKey: SendKey, 
/**
 * Model of a new conversation.
 */
model: string, 
/**
 * Thinking of a new conversation.
 */
thinking: ThinkingWord, 
/**
 * Base URL of the API, as typed and found usable.
 */
baseUrl: string, 
/**
 * The sidebar's width in CSS pixels; 0 is hidden.
 */
sidebarPx: number, 
/**
 * A model names new conversations, in the background and without thinking; else the first words do.
 */
autoTitle: boolean, 
/**
 * An answer that the line cut goes on by itself, where the endpoint can; else it waits for a click.
 */
autoContinue: boolean, 
/**
 * Standing instructions of a new conversation; empty: none.
 */
systemPrompt: string, 
/**
 * Size of all text in percent, 80 to 200.
 */
textPercent: number, 
/**
 * Rows and controls stand closer.
 */
dense: boolean, 
/**
 * More contrast than the system asks for.
 */
highContrast: boolean, 
/**
 * The proxy that requests go through: `system`, `direct` for none, or its address. It has no password in it.
 */
proxy: string, 
/**
 * Shortcuts by action, where they are not the given ones; an empty one is none.
 */
shortcuts: { [key in string]: string }, 
/**
 * Who answers when the server cannot.
 */
standby: Standby, };

export type SettingsChange = { 
/**
 * See [`Settings::theme`].
 */
theme?: Theme, 
/**
 * See [`Settings::language`].
 */
language?: string, 
/**
 * See [`Settings::send_key`].
 */
sendKey?: SendKey, 
/**
 * See [`Settings::model`].
 */
model?: string, 
/**
 * See [`Settings::thinking`].
 */
thinking?: ThinkingWord, 
/**
 * See [`Settings::base_url`]. The key of another origin is not taken along.
 */
baseUrl?: string, 
/**
 * See [`Settings::sidebar_px`].
 */
sidebarPx?: number, 
/**
 * See [`Settings::auto_title`].
 */
autoTitle?: boolean, 
/**
 * See [`Settings::auto_continue`].
 */
autoContinue?: boolean, 
/**
 * See [`Settings::system_prompt`].
 */
systemPrompt?: string, 
/**
 * See [`Settings::text_percent`].
 */
textPercent?: number, 
/**
 * See [`Settings::dense`].
 */
dense?: boolean, 
/**
 * See [`Settings::high_contrast`].
 */
highContrast?: boolean, 
/**
 * See [`Settings::proxy`].
 */
proxy?: string, 
/**
 * See [`Settings::standby`].
 */
standby?: Standby, 
/**
 * See [`Settings::shortcuts`]; all of them.
 */
shortcuts?: { [key in string]: string }, };

export type EndpointInfo = { 
/**
 * The base URL.
 */
baseUrl: string, 
/**
 * Its host, shown where a key is typed.
 */
host: string, 
/**
 * The very URL that a message goes to.
 */
chatUrl: string, 
/**
 * It is DeepSeek's own.
 */
official: boolean, 
/**
 * It can go on from the beginning of an answer.
 */
prefix: boolean, 
/**
 * Set by the command line or the environment: cannot be changed in the window.
 */
fixed: boolean, };

export type ConversationList = { 
/**
 * `next` of the page before; absent for the first.
 */
cursor?: string, 
/**
 * At most this many rows, capped at 200.
 */
limit: number, 
/**
 * Only titles that contain this, whatever the case.
 */
titleContains?: string, 
/**
 * Which part of the library; absent for all of it. The cursor of one is no cursor of another.
 */
shelf?: Shelf, };

export type ConversationPage = { 
/**
 * Newest first.
 */
rows: Array<ConversationRow>, 
/**
 * Cursor of the next page, if there is one.
 */
next: string | null, };

export type ConversationRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * When something was last said in it, in milliseconds since 1970 UTC.
 */
updatedAtMs: number, 
/**
 * An answer is being written into it.
 */
running: boolean, 
/**
 * An answer ended in it that nobody has seen yet.
 */
unread: boolean, 
/**
 * Kept at the top.
 */
pinned: boolean, 
/**
 * Put away.
 */
archived: boolean, 
/**
 * The folder it lies in.
 */
folderId: string | null, 
/**
 * Its tags, in the order of their names.
 */
tagIds: Array<string>, 
/**
 * When it was put into the trash.
 */
deletedAtMs: number | null, };

export type ConversationInfo = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Model of its next turn.
 */
model: string, 
/**
 * Thinking of its next turn.
 */
thinking: ThinkingWord, 
/**
 * What else its turns are asked with.
 */
parameters: Parameters, 
/**
 * What was typed and not sent.
 */
draft: string, 
/**
 * When it was made, in milliseconds since 1970 UTC.
 */
createdAtMs: number, 
/**
 * When something was last said in it.
 */
updatedAtMs: number, };

export type ConversationOpen = { 
/**
 * Which.
 */
conversationId: string, 
/**
 * Only so many of its last messages, from 1 to 200: what one sees first of a long one. Absent for all.
 */
newest?: number, };

export type QueuedMessage = { 
/**
 * A UUID of the window's; it is sent with this one.
 */
clientId: string, 
/**
 * What was typed.
 */
text: string, };

export type ConversationView = { 
/**
 * The conversation.
 */
info: ConversationInfo, 
/**
 * The shown path, first message first.
 */
messages: Array<MessageView>, 
/**
 * Messages of the path stand before the first of these: only the newest were asked for.
 */
earlier: boolean, 
/**
 * What waits to be sent, in its order.
 */
queue: Array<QueuedMessage>, };

export type QueueKeep = { 
/**
 * Where.
 */
conversationId: string, 
/**
 * All that waits, in its order; at most 50.
 */
queue: Array<QueuedMessage>, };

export type ConversationFork = { 
/**
 * The last message that it takes along.
 */
messageId: string, };

export type Prompt = { 
/**
 * Typed after `/`; no two are equal, whatever the case.
 */
name: string, 
/**
 * The text; `{{words}}` in it are asked for when it is inserted.
 */
text: string, };

export type PromptsGet = Record<symbol, never>;

export type PromptsKeep = { 
/**
 * All of them.
 */
prompts: Array<Prompt>, };

export type Prompts = { 
/**
 * All of them.
 */
prompts: Array<Prompt>, };

export type ConversationRename = { 
/**
 * Which.
 */
conversationId: string, 
/**
 * Trimmed and cut to 200 characters; blank goes back to the first words.
 */
title: string, };

export type ConversationConfigure = { 
/**
 * Which.
 */
conversationId: string, 
/**
 * Model id.
 */
model: string, 
/**
 * Thinking.
 */
thinking: ThinkingWord, 
/**
 * What else; absent leaves it. Brought within the API's limits.
 */
parameters?: Parameters, };

export type ConversationDelete = { 
/**
 * Which.
 */
conversationId: string, };

export type ConversationRestore = { 
/**
 * Which.
 */
conversationId: string, };

export type DraftKeep = { 
/**
 * Which; absent for the draft of a conversation that does not exist yet.
 */
conversationId?: string, 
/**
 * The text.
 */
text: string, };

export type LibraryWatch = { 
/**
 * The window's name for this watch, to leave it by.
 */
watchId: string, };

export type LibraryEvent = { "type": "row", 
/**
 * As it is now.
 */
row: ConversationRow, } | { "type": "gone", 
/**
 * Which.
 */
id: string, } | { "type": "shelves", 
/**
 * As they are now.
 */
shelves: Shelves, } | { "type": "app", 
/**
 * As it is now.
 */
app: AppInfo, } | { "type": "action", 
/**
 * Its name, as the window's shortcuts have it.
 */
id: string, } | { "type": "stale" };

export type WatchLeave = { 
/**
 * As given when it began.
 */
watchId: string, };

export type Shelf = { "kind": "library" } | { "kind": "pinned" } | { "kind": "folder", 
/**
 * Which.
 */
folderId: string, } | { "kind": "tag", 
/**
 * Which.
 */
tagId: string, } | { "kind": "archive" } | { "kind": "trash" };

export type ShelvesGet = Record<symbol, never>;

export type Shelves = { 
/**
 * Siblings in the order a person gave them; the tree is made of the parents.
 */
folders: Array<FolderRow>, 
/**
 * In the order of their names.
 */
tags: Array<TagRow>, };

export type FolderRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * The folder it lies in; absent at the top.
 */
parentId: string | null, 
/**
 * Its name.
 */
name: string, };

export type TagRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name; no other tag has it.
 */
name: string, 
/**
 * Conversations that have it, without the trash.
 */
conversations: number, };

export type FolderMake = { 
/**
 * Trimmed and cut to 200 characters; not blank.
 */
name: string, 
/**
 * The folder it shall lie in; absent for the top.
 */
parentId?: string, };

export type FolderRename = { 
/**
 * Which.
 */
folderId: string, 
/**
 * As in [`FolderMake::name`].
 */
name: string, };

export type FolderMove = { 
/**
 * Which.
 */
folderId: string, 
/**
 * The folder it shall lie in; absent for the top.
 */
parentId?: string, 
/**
 * Its place among its new siblings, from 0; beyond the last is the last.
 */
place: number, };

export type FolderDelete = { 
/**
 * Which.
 */
folderId: string, };

export type TagMake = { 
/**
 * As in [`FolderMake::name`].
 */
name: string, };

export type TagRename = { 
/**
 * Which.
 */
tagId: string, 
/**
 * As in [`FolderMake::name`].
 */
name: string, };

export type TagDelete = { 
/**
 * Which.
 */
tagId: string, };

export type Arrangement = { 
/**
 * Keep them at the top, or no longer.
 */
pinned?: boolean, 
/**
 * Put them away, or take them back.
 */
archived?: boolean, 
/**
 * Put them into this folder.
 */
folderId?: string, 
/**
 * Take them out of their folder.
 */
noFolder?: boolean, 
/**
 * Give them this tag.
 */
addTagId?: string, 
/**
 * Take this tag from them.
 */
removeTagId?: string, };

export type SelectionArrange = { 
/**
 * Which.
 */
conversationIds: Array<string>, 
/**
 * How.
 */
change: Arrangement, };

export type SelectionDelete = { 
/**
 * Which.
 */
conversationIds: Array<string>, };

export type SelectionRestore = { 
/**
 * Which.
 */
conversationIds: Array<string>, };

export type SelectionErase = { 
/**
 * Which.
 */
conversationIds: Array<string>, };

export type SelectionDone = { 
/**
 * How many.
 */
conversations: number, };

export type TrashEmpty = Record<symbol, never>;

export type ConversationSeen = { 
/**
 * Which.
 */
conversationId: string, };

export type CodeSave = { 
/**
 * As it is named in its block; absent when it is not.
 */
language?: string, 
/**
 * The code.
 */
text: string, };

export type ExportSaved = { 
/**
 * Name of the file, without its folder; absent when the person chose none.
 */
fileName: string | null, };

export type ExportFormat = "markdown" | "json" | "html" | "text" | "csv" | "jsonLines" | "pdf" | "docx" | "png";

export type ExportChoice = "reasoning" | "branches" | "metadata" | "instructions" | "cost";

export type ExportScope = { "kind": "message", 
/**
 * Which.
 */
messageId: string, } | { "kind": "conversations", 
/**
 * Which.
 */
conversationIds: Array<string>, } | { "kind": "shelf", 
/**
 * Which.
 */
shelf: Shelf, } | { "kind": "everything" };

export type ExportWish = { 
/**
 * What goes out.
 */
scope: ExportScope, 
/**
 * As what.
 */
format: ExportFormat, 
/**
 * What goes into it beside the texts.
 */
choices: Array<ExportChoice>, };

export type ExportPreviewGet = { 
/**
 * Which.
 */
wish: ExportWish, };

export type ExportPreview = { 
/**
 * Files that it makes.
 */
files: number, 
/**
 * The name of the first one.
 */
fileName: string, 
/**
 * The size of the first one in bytes.
 */
bytes: number, 
/**
 * How the first one begins, if it is text.
 */
text: string | null, 
/**
 * The text goes on.
 */
cut: boolean, 
/**
 * How the first one begins, as a PNG in base64, if it is pages or a picture.
 */
picture: string | null, };

export type ExportTextGet = { 
/**
 * Which.
 */
wish: ExportWish, };

export type ExportText = { 
/**
 * The text.
 */
text: string, };

export type ExportWrite = { 
/**
 * Name of this watch, to leave it by.
 */
watchId: string, 
/**
 * What is written.
 */
wish: ExportWish, 
/**
 * The name that is proposed for one file, without its extension; absent for the title.
 */
name?: string, };

export type ExportEvent = { "kind": "begun", 
/**
 * Stops it, see `job_stop`.
 */
jobId: string, 
/**
 * Files to write.
 */
files: number, } | { "kind": "progress", 
/**
 * Files written.
 */
files: number, } | { "kind": "saved", 
/**
 * Shows it, see `export_reveal`.
 */
exportId: string, 
/**
 * Files written.
 */
files: number, 
/**
 * Name of the file, or of the folder when there are several.
 */
name: string, 
/**
 * Bytes written.
 */
bytes: number, } | { "kind": "stopped", 
/**
 * Files written.
 */
files: number, 
/**
 * Name of the folder.
 */
name: string, } | { "kind": "nowhere" };

export type ExportReveal = { 
/**
 * Which.
 */
exportId: string, };

export type JobStop = { 
/**
 * Which.
 */
jobId: string, };

export type ImportChoose = Record<symbol, never>;

export type ImportChosen = { 
/**
 * The files.
 */
files: Array<ImportFile>, };

export type ImportFile = { 
/**
 * Names it to the program; its path stays there.
 */
fileId: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its size.
 */
bytes: number, };

export type ImportPiece = { 
/**
 * The file that it goes on with; absent for the first piece.
 */
fileId?: string, 
/**
 * Name of the file.
 */
name: string, 
/**
 * The bytes in base64.
 */
base64: string, };

export type ImportRun = { 
/**
 * Name of this watch, to leave it by.
 */
watchId: string, 
/**
 * Which file.
 */
fileId: string, 
/**
 * Only look.
 */
dryRun: boolean, };

export type ImportEvent = { "kind": "begun", 
/**
 * Stops it, see `job_stop`.
 */
jobId: string, } | { "kind": "progress", 
/**
 * How many.
 */
conversations: number, } | { "kind": "read", 
/**
 * What was in it.
 */
report: ImportReport, } | { "kind": "stopped" };

export type ImportReport = { 
/**
 * Whose it was, by stable words; empty when it is nobody's that is known.
 */
sources: Array<string>, 
/**
 * Conversations that could be read.
 */
conversations: number, 
/**
 * Their messages.
 */
messages: number, 
/**
 * Conversations of these that the history did not have.
 */
new: number, 
/**
 * What could not be taken as it stood, the first few hundred.
 */
problems: Array<ImportProblem>, 
/**
 * Problems beyond those.
 */
moreProblems: number, 
/**
 * Takes back what is new, see `import_undo`; absent when nothing was taken over.
 */
importId: string | null, };

export type ImportProblem = { 
/**
 * The conversation's title, or where in the file.
 */
place: string, 
/**
 * What the matter was.
 */
reason: ImportReason, 
/**
 * How many, where it counts something.
 */
n: number | null, 
/**
 * A word of the parser or the name of a field.
 */
detail: string | null, 
/**
 * The conversation, or more, was left out because of it.
 */
lost: boolean, };

export type ImportReason = "unknown" | "broken" | "cutOff" | "tooLarge" | "packed" | "encoding" | "field" | "empty" | "twice" | "twiceMessages" | "orphans" | "circles" | "messages" | "parts" | "files" | "refused" | "other";

export type ImportUndo = { 
/**
 * Which.
 */
importId: string, };

export type DataGet = Record<symbol, never>;

export type DataInfo = { 
/**
 * Where the history lies, shortened with `~`.
 */
place: string, 
/**
 * Size of the history in bytes.
 */
bytes: number, 
/**
 * Its backups, newest first.
 */
backups: Array<BackupInfo>, 
/**
 * The folder that is kept up to date.
 */
keptFolder: KeptFolder, };

export type BackupInfo = { 
/**
 * When it was made.
 */
madeAtMs: number, 
/**
 * Its size in bytes.
 */
bytes: number, };

export type KeepWhen = "off" | "quit" | "hourly" | "daily";

export type KeptFolder = { 
/**
 * Where it lies, shortened with `~`; absent while none is chosen.
 */
place: string | null, 
/**
 * Kind of its files.
 */
format: ExportFormat, 
/**
 * When it is brought up to date.
 */
when: KeepWhen, 
/**
 * When that was done last.
 */
lastAtMs: number | null, 
/**
 * Files written then.
 */
lastFiles: number, 
/**
 * Why it failed then; absent when it did not.
 */
lastProblem: string | null, };

export type KeptFolderChange = { 
/**
 * Ask the person for another folder.
 */
choose?: boolean, 
/**
 * See [`KeptFolder::format`].
 */
format?: ExportFormat, 
/**
 * See [`KeptFolder::when`].
 */
when?: KeepWhen, 
/**
 * Bring it up to date now.
 */
run?: boolean, };

export type BackupRestore = { 
/**
 * See [`BackupInfo::made_at_ms`].
 */
madeAtMs: number, };

export type DataErase = { 
/**
 * The person typed that it is meant.
 */
confirmed: boolean, };

export type ConnectionTest = Record<symbol, never>;

export type ConnectionReport = { 
/**
 * Each step that was tried, in order; the first that failed is the last.
 */
steps: Array<ConnectionStep>, };

export type ConnectionStep = { 
/**
 * Which.
 */
name: ConnectionStepName, 
/**
 * Why it failed; absent when it went well.
 */
error: ErrorCode | null, 
/**
 * How long it took.
 */
tookMs: number, };

export type ConnectionStepName = "name" | "connect" | "secure" | "key" | "model";

export type RoleWord = "system" | "user" | "assistant" | "tool";

export type StatusWord = "streaming" | "done" | "stopped" | "interrupted" | "failed";

export type MessageView = { 
/**
 * Its id.
 */
id: string, 
/**
 * What it follows.
 */
parentId: string | null, 
/**
 * Who speaks.
 */
role: RoleWord, 
/**
 * What became of it.
 */
status: StatusWord, 
/**
 * What a person typed, as it was; empty for answers (they come as blocks).
 */
text: string, 
/**
 * The answer.
 */
blocks: Array<Block>, 
/**
 * The thinking.
 */
reasoning: Array<Block>, 
/**
 * Pictures that went along.
 */
pictures: Array<PictureView>, 
/**
 * It carries a bookmark.
 */
bookmarked: boolean, 
/**
 * All versions of this message, oldest first, itself included.
 */
versions: Array<string>, 
/**
 * The model that was asked.
 */
model: string | null, 
/**
 * The model that answered, as the server named it.
 */
servedModel: string | null, 
/**
 * The standby that answered in the place of the chosen server: its host and port.
 */
servedBy: string | null, 
/**
 * The API's word for why it ended.
 */
finishReason: string | null, 
/**
 * Why there is no usable answer, or why it was cut.
 */
error: AnswerError | null, 
/**
 * Tokens as the API counted them.
 */
tokens: Tokens | null, 
/**
 * An estimate of what it cost.
 */
cost: AnswerCost | null, 
/**
 * What arrived when.
 */
timings: Timings, 
/**
 * When it was made, in milliseconds since 1970 UTC.
 */
createdAtMs: number, 
/**
 * Bytes of text whose blocks are not here: ask for them with `message_blocks`. 0: everything is here.
 */
laterBytes: number, };

export type AnswerError = { 
/**
 * Chooses words and action.
 */
code: ErrorCode, 
/**
 * The server's own words, masked and cut: shown as a detail.
 */
detail: string, 
/**
 * To quote to support.
 */
traceId: string | null, };

export type Tokens = { 
/**
 * Of the prompt.
 */
prompt: number, 
/**
 * Written, thinking included.
 */
completion: number, 
/**
 * Part of the prompt from the cache.
 */
cacheHit: number, 
/**
 * Part of the prompt computed anew.
 */
cacheMiss: number, 
/**
 * Part of the completion that was thinking.
 */
reasoning: number, };

export type AnswerCost = { 
/**
 * `USD` or `CNY`.
 */
currency: string, 
/**
 * Millionths of it.
 */
microAmount: number, };

export type Timings = { 
/**
 * First byte.
 */
firstByteMs: number | null, 
/**
 * First thinking.
 */
firstReasoningMs: number | null, 
/**
 * First word of the answer.
 */
firstContentMs: number | null, 
/**
 * The end.
 */
endMs: number | null, };

export type MessageBlocksGet = { 
/**
 * Which; at most 200. Those that are gone, or are being written, are left out of the response.
 */
messageIds: Array<string>, };

export type MessageBlocks = { 
/**
 * In the order of the question.
 */
answers: Array<AnswerBlocks>, };

export type AnswerBlocks = { 
/**
 * Whose.
 */
messageId: string, 
/**
 * The answer.
 */
blocks: Array<Block>, 
/**
 * The thinking.
 */
reasoning: Array<Block>, };

export type MessageShow = { 
/**
 * The version to show.
 */
messageId: string, };

export type MessageSourceGet = { 
/**
 * Which.
 */
messageId: string, };

export type MessageSource = { 
/**
 * The answer, or what was typed.
 */
text: string, 
/**
 * The thinking.
 */
reasoning: string, };

export type MessageBookmark = { 
/**
 * Which.
 */
messageId: string, 
/**
 * Whether it carries one.
 */
on: boolean, };

export type BookmarksGet = Record<symbol, never>;

export type Bookmarks = { 
/**
 * At most 1,000.
 */
rows: Array<BookmarkRow>, };

export type BookmarkRow = { 
/**
 * The message.
 */
messageId: string, 
/**
 * Where it stands.
 */
conversationId: string, 
/**
 * The title of that.
 */
title: string, 
/**
 * Who speaks.
 */
role: RoleWord, 
/**
 * The beginning of the text, in one line.
 */
beginning: string, 
/**
 * When it was bookmarked, in milliseconds since 1970 UTC.
 */
atMs: number, };

export type MessageDelete = { 
/**
 * Which.
 */
messageId: string, };

export type MessageDeleted = { 
/**
 * The conversation as it is now.
 */
view: ConversationView, 
/**
 * How many messages these were.
 */
messages: number, 
/**
 * Takes it back, for a day.
 */
undo: MessageUndelete, };

export type MessageUndelete = { 
/**
 * Where it was.
 */
conversationId: string, 
/**
 * The mark of that deletion.
 */
atMs: number, 
/**
 * The end of the path that was shown before.
 */
leafBefore: string | null, 
/**
 * The end of the path that was shown after.
 */
leafAfter: string | null, };

export type ConversationTreeGet = { 
/**
 * Which.
 */
conversationId: string, };

export type ConversationTree = { 
/**
 * In the order in which they were made.
 */
nodes: Array<TreeNode>, };

export type TreeNode = { 
/**
 * Its id.
 */
id: string, 
/**
 * What it follows.
 */
parentId: string | null, 
/**
 * Who speaks.
 */
role: RoleWord, 
/**
 * What became of it.
 */
status: StatusWord, 
/**
 * The first words.
 */
beginning: string, 
/**
 * Tokens as the API counted them.
 */
tokens: Tokens | null, 
/**
 * An estimate of what it cost.
 */
cost: AnswerCost | null, 
/**
 * It carries a bookmark.
 */
bookmarked: boolean, 
/**
 * It is on the path that is shown.
 */
shown: boolean, };

export type PicturePiece = { 
/**
 * A name of the window's for what is being sent: pieces of one name follow one another.
 */
uploadId: string, 
/**
 * The bytes in base64.
 */
base64: string, 
/**
 * It is whole with this piece.
 */
last: boolean, };

export type PictureKept = { 
/**
 * Its name, once it is whole: it can go along by this.
 */
pictureId: string | null, };

export type PictureRef = { 
/**
 * As it was named when it came; those of messages that are there can be named too.
 */
pictureId: string, 
/**
 * Name of the file.
 */
name: string, };

export type PictureView = { 
/**
 * Asks for its bytes.
 */
pictureId: string, 
/**
 * Name of the file.
 */
name: string, 
/**
 * Its size.
 */
bytes: number, };

export type PictureGet = { 
/**
 * Which.
 */
pictureId: string, };

export type Picture = { 
/**
 * Such as `image/png`.
 */
mediaType: string, 
/**
 * The bytes in base64.
 */
base64: string, };

export type Search = { 
/**
 * What was typed so far: all words must be there, the last may be the beginning of one; `"…"` keeps words together.
 */
text: string, 
/**
 * At most this many hits, capped at 100.
 */
limit: number, 
/**
 * `next` of the page before; absent for the first.
 */
cursor?: string, 
/**
 * Only this conversation.
 */
conversationId?: string, 
/**
 * Only conversations in this folder, not in those below it.
 */
folderId?: string, 
/**
 * Only conversations with this tag.
 */
tagId?: string, 
/**
 * Only what this speaker said.
 */
role?: RoleWord, 
/**
 * Only answers that were asked of this model.
 */
model?: string, 
/**
 * Only what was said at this instant or later, in milliseconds since 1970 UTC.
 */
afterMs?: number, 
/**
 * Only what was said before this instant, in milliseconds since 1970 UTC.
 */
beforeMs?: number, 
/**
 * Only messages with a block of code.
 */
hasCode?: boolean, };

export type SearchHit = { 
/**
 * The conversation.
 */
conversationId: string, 
/**
 * The message; absent when the title was found.
 */
messageId: string | null, 
/**
 * The conversation's title.
 */
title: string, 
/**
 * The place where it was found, in plain text on one line.
 */
snippet: Array<SnippetPart>, 
/**
 * Who speaks; absent for a title.
 */
role: RoleWord | null, 
/**
 * When it was said, in milliseconds since 1970 UTC.
 */
atMs: number, };

export type SearchPage = { 
/**
 * The hits.
 */
hits: Array<SearchHit>, 
/**
 * Cursor of the next page, if there is one.
 */
next: string | null, 
/**
 * All of the history can be found. `false` for a while after an update that changed how words are read.
 */
complete: boolean, };

export type SnippetPart = { 
/**
 * The text.
 */
text: string, 
/**
 * It is what was looked for.
 */
hit: boolean, };

export type TurnStart = { 
/**
 * Where; absent starts a new conversation.
 */
conversationId?: string, 
/**
 * The message that this one follows; absent for the first of a conversation.
 * Editing a message is asking again after its parent.
 */
parentId?: string, 
/**
 * What was typed.
 */
text: string, 
/**
 * Pictures that go along.
 */
pictures?: Array<PictureRef>, 
/**
 * How the answer begins; absent or blank leaves it to the model. Such an answer is not thought about.
 */
beginWith?: string, 
/**
 * Model id.
 */
model: string, 
/**
 * Thinking.
 */
thinking: ThinkingWord, 
/**
 * What else a new conversation is asked with; absent: what the settings say. One that is there has its own.
 */
parameters?: Parameters, 
/**
 * A UUID of the window's: asking twice with the same one starts one turn.
 */
clientId: string, };

export type TurnRegenerate = { 
/**
 * The answer that gets another version.
 */
messageId: string, 
/**
 * Model id.
 */
model: string, 
/**
 * Thinking.
 */
thinking: ThinkingWord, 
/**
 * A UUID of the window's: asking twice with the same one starts one turn.
 */
clientId: string, };

export type TurnContinue = { 
/**
 * The answer.
 */
messageId: string, };

export type TurnStarted = { 
/**
 * The conversation with its path up to the new answer.
 */
view: ConversationView, 
/**
 * The question's row (the old one when regenerating).
 */
questionId: string, 
/**
 * The answer's row: attach to it.
 */
answerId: string, };

export type TurnStop = { 
/**
 * The answer.
 */
messageId: string, };

export type TurnHurry = { 
/**
 * The answer.
 */
messageId: string, };

export type TurnTakeBack = { 
/**
 * The answer that waits.
 */
messageId: string, };

export type TurnTakenBack = { 
/**
 * The conversation as it is now; nothing when it had no other message and is gone.
 */
view: ConversationView | null, 
/**
 * What was typed, and what waited in the line of a conversation that is gone; nothing when the question has other
 * answers and stays.
 */
text: string | null, 
/**
 * The pictures that went along.
 */
pictures: Array<PictureView>, 
/**
 * How the answer was to begin.
 */
beginWith: string | null, };

export type TurnAttach = { 
/**
 * The window's name for this watch, to leave it by.
 */
watchId: string, 
/**
 * The answer.
 */
messageId: string, 
/**
 * `seq` of the last event that was applied.
 */
afterSeq?: number, };

export type TurnEvent = { 
/**
 * Grows by one an event; a snapshot carries the one it is up to.
 */
seq: number, 
/**
 * What happened.
 */
kind: TurnEventKind, };

export type TurnEventKind = { "type": "snapshot", 
/**
 * The message with its blocks so far.
 */
message: MessageView, 
/**
 * Where it stands.
 */
phase: Phase, } | { "type": "phase", 
/**
 * Where.
 */
phase: Phase, } | { "type": "servedBy", 
/**
 * Its host and port.
 */
host: string | null, } | { "type": "patch", 
/**
 * Changes of the thinking's blocks, in order.
 */
reasoning: Array<Op>, 
/**
 * Changes of the answer's blocks, in order.
 */
answer: Array<Op>, } | { "type": "ended", 
/**
 * As it stays, without its blocks.
 */
message: MessageView, };

export type Phase = { 
/**
 * Where.
 */
name: PhaseName, 
/**
 * Since when, in milliseconds since 1970 UTC: the window counts from here.
 */
sinceMs: number, 
/**
 * Which try this is, from 1.
 */
attempt: number, 
/**
 * What is in the way of a question that waits, once it was tried.
 */
why?: ErrorCode, };

export type PhaseName = "connecting" | "queued" | "thinking" | "answering" | "stalled" | "retrying" | "paused" | "waiting";

export type TintWatch = { 
/**
 * The window's name for this watch, to leave it by.
 */
watchId: string, 
/**
 * Whose code.
 */
messageId: string, 
/**
 * Which text of it.
 */
part: TintPart, };

export type TintPart = "answer" | "reasoning";

export type CodeTint = { 
/**
 * The way to the code block: index of the block, then for each block around it the index of the item (lists only)
 * and of the block within.
 */
path: Array<number>, 
/**
 * Number of the first of these lines, from 0. 0 makes all earlier tints of the block void.
 */
from: number, 
/**
 * Runs of each line, without its line end; what they do not reach is plain.
 */
lines: Array<Array<Run>>, };

/** What an export may be, in the order of offering; `text` can be shown and copied as it is, and `honours` are the
choices that change it. */
export const EXPORT_FORMATS: readonly { format: ExportFormat; extension: string; mediaType: string; text: boolean;
honours: readonly ExportChoice[] }[] = [
  { format: "markdown", extension: "md", mediaType: "text/markdown", text: true, honours: ["reasoning","branches","metadata","instructions","cost"] },
  { format: "pdf", extension: "pdf", mediaType: "application/pdf", text: false, honours: ["reasoning","branches","metadata","instructions","cost"] },
  { format: "docx", extension: "docx", mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", text: false, honours: ["reasoning","branches","metadata","instructions","cost"] },
  { format: "html", extension: "html", mediaType: "text/html", text: true, honours: ["reasoning","branches","metadata","instructions","cost"] },
  { format: "png", extension: "png", mediaType: "image/png", text: false, honours: ["reasoning","branches","metadata","instructions","cost"] },
  { format: "text", extension: "txt", mediaType: "text/plain", text: true, honours: ["reasoning","branches","metadata","instructions","cost"] },
  { format: "json", extension: "json", mediaType: "application/json", text: true, honours: [] },
  { format: "jsonLines", extension: "jsonl", mediaType: "application/jsonl", text: true, honours: ["reasoning","branches","metadata","instructions","cost"] },
  { format: "csv", extension: "csv", mediaType: "text/csv", text: true, honours: ["reasoning","branches","metadata","instructions","cost"] },
];

/** One request, one response. */
export interface CommandMap {
  app_info: { request: AppInfoGet; response: AppInfo };
  app_painted: { request: AppPainted; response: Done };
  app_close: { request: AppClose; response: AppInfo };
  cut_answers_settle: { request: CutAnswersSettle; response: AppInfo };
  link_open: { request: LinkOpen; response: Done };
  key_keep: { request: KeyKeep; response: KeyKept };
  key_forget: { request: KeyForget; response: AppInfo };
  balance_get: { request: BalanceGet; response: Balance };
  demo_enter: { request: DemoEnter; response: AppInfo };
  demo_leave: { request: DemoLeave; response: AppInfo };
  settings_change: { request: SettingsChange; response: AppInfo };
  conversation_list: { request: ConversationList; response: ConversationPage };
  conversation_open: { request: ConversationOpen; response: ConversationView };
  conversation_rename: { request: ConversationRename; response: ConversationInfo };
  conversation_configure: { request: ConversationConfigure; response: ConversationInfo };
  conversation_delete: { request: ConversationDelete; response: Done };
  conversation_restore: { request: ConversationRestore; response: ConversationInfo };
  conversation_seen: { request: ConversationSeen; response: Done };
  shelves_get: { request: ShelvesGet; response: Shelves };
  folder_make: { request: FolderMake; response: FolderRow };
  folder_rename: { request: FolderRename; response: Done };
  folder_move: { request: FolderMove; response: Done };
  folder_delete: { request: FolderDelete; response: Done };
  tag_make: { request: TagMake; response: TagRow };
  tag_rename: { request: TagRename; response: Done };
  tag_delete: { request: TagDelete; response: Done };
  selection_arrange: { request: SelectionArrange; response: SelectionDone };
  selection_delete: { request: SelectionDelete; response: SelectionDone };
  selection_restore: { request: SelectionRestore; response: SelectionDone };
  selection_erase: { request: SelectionErase; response: SelectionDone };
  trash_empty: { request: TrashEmpty; response: SelectionDone };
  code_save: { request: CodeSave; response: ExportSaved };
  export_preview: { request: ExportPreviewGet; response: ExportPreview };
  export_text: { request: ExportTextGet; response: ExportText };
  export_reveal: { request: ExportReveal; response: Done };
  job_stop: { request: JobStop; response: Done };
  import_choose: { request: ImportChoose; response: ImportChosen };
  import_piece: { request: ImportPiece; response: ImportFile };
  import_undo: { request: ImportUndo; response: SelectionDone };
  data_info: { request: DataGet; response: DataInfo };
  kept_folder_change: { request: KeptFolderChange; response: KeptFolder };
  backup_restore: { request: BackupRestore; response: Done };
  data_erase: { request: DataErase; response: AppInfo };
  health_get: { request: HealthGet; response: Health };
  connection_test: { request: ConnectionTest; response: ConnectionReport };
  draft_keep: { request: DraftKeep; response: Done };
  queue_keep: { request: QueueKeep; response: Done };
  conversation_fork: { request: ConversationFork; response: ConversationView };
  prompts_get: { request: PromptsGet; response: Prompts };
  prompts_keep: { request: PromptsKeep; response: Prompts };
  message_show: { request: MessageShow; response: ConversationView };
  message_blocks: { request: MessageBlocksGet; response: MessageBlocks };
  message_source: { request: MessageSourceGet; response: MessageSource };
  message_bookmark: { request: MessageBookmark; response: Done };
  message_delete: { request: MessageDelete; response: MessageDeleted };
  message_undelete: { request: MessageUndelete; response: ConversationView };
  bookmarks_get: { request: BookmarksGet; response: Bookmarks };
  conversation_tree: { request: ConversationTreeGet; response: ConversationTree };
  picture_piece: { request: PicturePiece; response: PictureKept };
  picture_get: { request: PictureGet; response: Picture };
  search: { request: Search; response: SearchPage };
  turn_start: { request: TurnStart; response: TurnStarted };
  turn_regenerate: { request: TurnRegenerate; response: TurnStarted };
  turn_continue: { request: TurnContinue; response: TurnStarted };
  turn_stop: { request: TurnStop; response: Done };
  turn_hurry: { request: TurnHurry; response: Done };
  turn_take_back: { request: TurnTakeBack; response: TurnTakenBack };
  watch_leave: { request: WatchLeave; response: Done };
}

/** One request, then events until the watcher leaves. */
export interface WatchMap {
  turn_attach: { request: TurnAttach; event: TurnEvent };
  tint_watch: { request: TintWatch; event: CodeTint };
  export_write: { request: ExportWrite; event: ExportEvent };
  import_run: { request: ImportRun; event: ImportEvent };
  library_watch: { request: LibraryWatch; event: LibraryEvent };
}
