//! The list of commands: declared once, here. The shell makes its handlers from it, the dev host its routes,
//! and the window its typed `call`.

/// How a command answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandKind {
    /// One request, one response.
    Call,
    /// One request, then events until the watcher leaves.
    Watch,
}

/// Calls `$callback!` with every command: `call` ones as `name: Request => Response`, `watch` ones as
/// `name: Request => Event`. All types are in this crate.
#[macro_export]
macro_rules! for_each_command {
    ($callback:ident) => {
        $callback! {
            call {
                app_info: AppInfoGet => AppInfo,
                app_painted: AppPainted => Done,
                app_close: AppClose => AppInfo,
                cut_answers_settle: CutAnswersSettle => AppInfo,
                link_open: LinkOpen => Done,
                key_keep: KeyKeep => KeyKept,
                key_forget: KeyForget => AppInfo,
                balance_get: BalanceGet => Balance,
                demo_enter: DemoEnter => AppInfo,
                demo_leave: DemoLeave => AppInfo,
                settings_change: SettingsChange => AppInfo,
                conversation_list: ConversationList => ConversationPage,
                conversation_open: ConversationOpen => ConversationView,
                conversation_rename: ConversationRename => ConversationInfo,
                conversation_configure: ConversationConfigure => ConversationInfo,
                conversation_delete: ConversationDelete => Done,
                conversation_restore: ConversationRestore => ConversationInfo,
                conversation_seen: ConversationSeen => Done,
                shelves_get: ShelvesGet => Shelves,
                folder_make: FolderMake => FolderRow,
                folder_rename: FolderRename => Done,
                folder_move: FolderMove => Done,
                folder_delete: FolderDelete => Done,
                tag_make: TagMake => TagRow,
                tag_rename: TagRename => Done,
                tag_delete: TagDelete => Done,
                selection_arrange: SelectionArrange => SelectionDone,
                selection_delete: SelectionDelete => SelectionDone,
                selection_restore: SelectionRestore => SelectionDone,
                selection_erase: SelectionErase => SelectionDone,
                trash_empty: TrashEmpty => SelectionDone,
                code_save: CodeSave => ExportSaved,
                export_preview: ExportPreviewGet => ExportPreview,
                export_text: ExportTextGet => ExportText,
                export_reveal: ExportReveal => Done,
                job_stop: JobStop => Done,
                import_choose: ImportChoose => ImportChosen,
                import_piece: ImportPiece => ImportFile,
                import_undo: ImportUndo => SelectionDone,
                data_info: DataGet => DataInfo,
                kept_folder_change: KeptFolderChange => KeptFolder,
                backup_restore: BackupRestore => Done,
                data_erase: DataErase => AppInfo,
                health_get: HealthGet => Health,
                connection_test: ConnectionTest => ConnectionReport,
                draft_keep: DraftKeep => Done,
                queue_keep: QueueKeep => Done,
                conversation_fork: ConversationFork => ConversationView,
                prompts_get: PromptsGet => Prompts,
                prompts_keep: PromptsKeep => Prompts,
                message_show: MessageShow => ConversationView,
                message_blocks: MessageBlocksGet => MessageBlocks,
                message_source: MessageSourceGet => MessageSource,
                message_bookmark: MessageBookmark => Done,
                message_delete: MessageDelete => MessageDeleted,
                message_undelete: MessageUndelete => ConversationView,
                bookmarks_get: BookmarksGet => Bookmarks,
                conversation_tree: ConversationTreeGet => ConversationTree,
                picture_piece: PicturePiece => PictureKept,
                picture_get: PictureGet => Picture,
                search: Search => SearchPage,
                turn_start: TurnStart => TurnStarted,
                turn_regenerate: TurnRegenerate => TurnStarted,
                turn_continue: TurnContinue => TurnStarted,
                turn_stop: TurnStop => Done,
                turn_hurry: TurnHurry => Done,
                turn_take_back: TurnTakeBack => TurnTakenBack,
                watch_leave: WatchLeave => Done,
            }
            watch {
                turn_attach: TurnAttach => TurnEvent,
                tint_watch: TintWatch => CodeTint,
                export_write: ExportWrite => ExportEvent,
                import_run: ImportRun => ImportEvent,
                library_watch: LibraryWatch => LibraryEvent,
            }
        }
    };
}

macro_rules! names {
    (call { $($call:ident: $cq:ident => $cr:ident,)* } watch { $($watch:ident: $wq:ident => $we:ident,)* }) => {
        /// Names of all commands, in the order of declaration.
        pub const NAMES: &[&str] = &[$(stringify!($call),)* $(stringify!($watch),)*];

        /// How the command of this name answers; `None` for a name that is not a command.
        #[must_use]
        pub fn kind(name: &str) -> Option<CommandKind> {
            match name {
                $(stringify!($call) => Some(CommandKind::Call),)*
                $(stringify!($watch) => Some(CommandKind::Watch),)*
                _ => None,
            }
        }
    };
}
for_each_command!(names);
