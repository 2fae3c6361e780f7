//! The contract as one TypeScript file.

use hadal_highlight as hl;
use hadal_markdown as md;
use ts_rs::{Config, TS};

macro_rules! declarations {
    ($config:ident, $out:ident: $($type:ty),+ $(,)?) => {
        $(
            $out.push_str("export ");
            $out.push_str(&<$type as TS>::decl(&$config));
            $out.push_str("\n\n");
        )+
    };
}

macro_rules! command_map {
    (call { $($call:ident: $cq:ident => $cr:ident,)* } watch { $($watch:ident: $wq:ident => $we:ident,)* }) => {
        fn command_map() -> String {
            let mut out = String::from("/** One request, one response. */\nexport interface CommandMap {\n");
            $(out.push_str(concat!("  ", stringify!($call), ": { request: ", stringify!($cq), "; response: ", stringify!($cr), " };\n"));)*
            out.push_str("}\n\n/** One request, then events until the watcher leaves. */\nexport interface WatchMap {\n");
            $(out.push_str(concat!("  ", stringify!($watch), ": { request: ", stringify!($wq), "; event: ", stringify!($we), " };\n"));)*
            out.push_str("}\n");
            out
        }
    };
}
crate::for_each_command!(command_map);

/// The whole contract: every type that crosses, and the maps of commands.
#[must_use]
#[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "every type that crosses is named right below"))]
pub fn contract() -> String {
    use crate::*;
    let config = Config::new().with_large_int("number");
    let mut out =
        String::from("// Made from the Rust crate `wire` by `cargo xtask types`. Do not edit: the gate compares.\n\n");
    declarations!(config, out:
        md::Block, md::ListItem, md::Alert, md::Align, md::Cell, md::Inline, md::OmitReason, md::Op, md::Parts, md::Flag,
        hl::TokenClass, hl::Run,
        ErrorCode, CommandError,
        AppInfoGet, AppPainted, AppClose, CutAnswersSettle, Done, LinkOpen, AppMode, ModelInfo, HistoryState, HistoryTrouble, RepairedFrom,
        HistoryInfo, AppInfo,
        KeyKeep, KeyKept, KeyForget, KeyPlace, KeyState, KeyInfo, DemoEnter, DemoLeave, BalanceGet, Balance, BalanceLine,
        Theme, SendKey, ThinkingWord, HealthGet, Health, HealthFigures, HealthWord, Parameters, Standby, StandbyInfo, Settings, SettingsChange, EndpointInfo,
        ConversationList, ConversationPage, ConversationRow, ConversationInfo, ConversationOpen, QueuedMessage, ConversationView, QueueKeep, ConversationFork,
        Prompt, PromptsGet, PromptsKeep, Prompts,
        ConversationRename, ConversationConfigure, ConversationDelete, ConversationRestore, DraftKeep,
        LibraryWatch, LibraryEvent, WatchLeave,
        Shelf, ShelvesGet, Shelves, FolderRow, TagRow, FolderMake, FolderRename, FolderMove, FolderDelete, TagMake,
        TagRename, TagDelete, Arrangement, SelectionArrange, SelectionDelete, SelectionRestore, SelectionErase,
        SelectionDone, TrashEmpty, ConversationSeen,
        CodeSave, ExportSaved, ExportFormat, ExportChoice, ExportScope, ExportWish,
        ExportPreviewGet, ExportPreview, ExportTextGet, ExportText, ExportWrite, ExportEvent, ExportReveal, JobStop,
        ImportChoose, ImportChosen, ImportFile, ImportPiece, ImportRun, ImportEvent, ImportReport, ImportProblem,
        ImportReason, ImportUndo, DataGet, DataInfo, BackupInfo, KeepWhen, KeptFolder, KeptFolderChange, BackupRestore, DataErase,
        ConnectionTest, ConnectionReport, ConnectionStep, ConnectionStepName,
        RoleWord, StatusWord, MessageView, AnswerError, Tokens, AnswerCost, Timings, MessageBlocksGet, MessageBlocks, AnswerBlocks, MessageShow, MessageSourceGet,
        MessageSource, MessageBookmark, BookmarksGet, Bookmarks, BookmarkRow, MessageDelete, MessageDeleted, MessageUndelete,
        ConversationTreeGet, ConversationTree, TreeNode,
        PicturePiece, PictureKept, PictureRef, PictureView, PictureGet, Picture,
        Search, SearchHit, SearchPage, SnippetPart,
        TurnStart, TurnRegenerate, TurnContinue, TurnStarted, TurnStop, TurnHurry, TurnTakeBack, TurnTakenBack, TurnAttach, TurnEvent, TurnEventKind, Phase, PhaseName,
        TintWatch, TintPart, CodeTint,
    );
    out.push_str(&crate::export_format::declaration());
    out.push_str(&command_map());
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_contract_is_the_one_of_this_code() {
        let committed = include_str!("../../../../ui/src/bridge/generated/contract.ts");
        assert!(committed == super::contract(), "run `cargo xtask types` and commit the file");
    }
}
