// Every action of the window, put together from the features. The registry in `session` carries it to menus and keys.
import IconArchive from '~icons/lucide/archive'
import IconBookmark from '~icons/lucide/bookmark'
import IconBookmarks from '~icons/lucide/library-big'
import IconQuote from '~icons/lucide/text-quote'
import IconTree from '~icons/lucide/git-fork'
import IconBegin from '~icons/lucide/text-cursor-input'
import IconClip from '~icons/lucide/paperclip'
import IconChat from '~icons/lucide/message-square'
import IconContrast from '~icons/lucide/contrast'
import IconDark from '~icons/lucide/moon'
import IconDown from '~icons/lucide/arrow-down'
import IconCopy from '~icons/lucide/copy'
import IconExport from '~icons/lucide/share'
import IconFind from '~icons/lucide/text-search'
import IconFolder from '~icons/lucide/folder-input'
import IconFolderPlus from '~icons/lucide/folder-plus'
import IconImport from '~icons/lucide/file-down'
import IconText from '~icons/lucide/a-large-small'
import IconHash from '~icons/lucide/hash'
import IconKey from '~icons/lucide/key-round'
import IconKeyboard from '~icons/lucide/keyboard'
import IconLanguage from '~icons/lucide/languages'
import IconLibrary from '~icons/lucide/list'
import IconLight from '~icons/lucide/sun'
import IconLook from '~icons/lucide/sun-moon'
import IconNew from '~icons/lucide/square-pen'
import IconPalette from '~icons/lucide/command'
import IconPanel from '~icons/lucide/panel-left'
import IconPencil from '~icons/lucide/pencil'
import IconPin from '~icons/lucide/pin'
import IconSearch from '~icons/lucide/search'
import IconSettings from '~icons/lucide/settings-2'
import IconSliders from '~icons/lucide/sliders-horizontal'
import IconStop from '~icons/lucide/square'
import IconTitle from '~icons/lucide/text-cursor-input'
import IconTrash from '~icons/lucide/trash-2'
import IconUndo from '~icons/lucide/undo-2'
import IconUp from '~icons/lucide/arrow-up'
import { composing } from '../features/composer'
import { bookmarks } from '../features/bookmarks'
import { bookmarkHere, conversations, quoting } from '../features/conversation'
import { copyAs, exporting } from '../features/export'
import { importing } from '../features/import'
import { archive, library, newFolder, picker, pin, remove } from '../features/library'
import { palette } from '../features/palette'
import { search } from '../features/search'
import { tree } from '../features/tree'
import { languageChoices, t } from '../lib/i18n/index.svelte'
import { type Action, session, toasts } from '../session'
import { frame } from './frame.svelte'

const isOpen = (): boolean => session.conversationId !== null

/** Something for the open conversation. */
function open(act: (id: string) => void): () => boolean {
  return () => {
    const id = session.conversationId
    if (id !== null) act(id)
    return id !== null
  }
}

function go(step: 1 | -1): boolean {
  const id = library.neighbour(step)
  if (id !== null) session.open(id)
  return id !== null
}

function theme(id: 'themeSystem' | 'themeLight' | 'themeDark', value: 'system' | 'light' | 'dark', icon: Action['icon'], label: () => string): Action {
  return {
    id,
    group: 'settings',
    icon,
    label: () => t('actions.theme', { name: label() }),
    on: () => session.info?.settings.theme === value,
    run: () => void session.change({ theme: value }),
  }
}

/** The size that is wanted while the program has not answered: every press of a held key counts, one request at a time. */
let wantedPercent: number | null = null

function resize(step: number): void {
  const before = wantedPercent
  const now = before ?? session.info?.settings.textPercent ?? 100
  wantedPercent = Math.min(200, Math.max(80, now + step))
  if (before === null) void keepSize()
}

async function keepSize(): Promise<void> {
  const textPercent = wantedPercent
  if (textPercent === null) return
  const well = await session.change({ textPercent })
  if (well && wantedPercent !== textPercent) return keepSize()
  wantedPercent = null
}

/** Something in the list, which comes into sight for it. */
function shown(act: () => void): void {
  if (!frame.sidebarShown) frame.toggleSidebar()
  act()
}

/** `focusFilter` puts the caret into the list's filter. */
export function windowActions(focusFilter: () => void): readonly Action[] {
  const conversation: Action[] = [
    { id: 'newConversation', group: 'conversation', icon: IconNew, label: () => t('action.newConversation'), run: () => session.open(null) },
    { id: 'renameConversation', group: 'conversation', icon: IconPencil, label: () => t('actions.rename'), when: isOpen, run: open(() => (frame.renamingTitle = true)) },
    { id: 'pinConversation', group: 'conversation', icon: IconPin, label: () => t('actions.pin'), when: isOpen, on: () => library.rowOf(session.conversationId)?.pinned === true, run: open((id) => pin([id], library.rowOf(id)?.pinned !== true)) },
    { id: 'moveConversation', group: 'conversation', icon: IconFolder, label: () => t('actions.move'), when: isOpen, run: open((id) => picker.ask({ kind: 'file', ids: [id] })) },
    { id: 'tagConversation', group: 'conversation', icon: IconHash, label: () => t('actions.tag'), when: isOpen, run: open((id) => picker.ask({ kind: 'tag', ids: [id] })) },
    { id: 'archiveConversation', group: 'conversation', icon: IconArchive, label: () => t('actions.archive'), when: isOpen, on: () => library.rowOf(session.conversationId)?.archived === true, run: open((id) => archive([id], library.rowOf(id)?.archived !== true)) },
    { id: 'exportConversation', group: 'conversation', icon: IconExport, label: () => t('actions.export'), when: isOpen, run: open((id) => exporting.show({ scope: { kind: 'conversations', conversationIds: [id] }, title: library.titleOf(id) ?? '' })) },
    { id: 'copyConversation', group: 'conversation', icon: IconCopy, label: () => t('actions.copyMarkdown'), when: isOpen, run: open((id) => void copyAs({ kind: 'conversations', conversationIds: [id] }, 'markdown')) },
    { id: 'deleteConversation', group: 'conversation', icon: IconTrash, label: () => t('actions.delete'), when: isOpen, run: open((id) => void remove([id])) },
    {
      id: 'stopAnswer',
      group: 'conversation',
      icon: IconStop,
      label: () => t('actions.stop'),
      when: () => conversations.current.running !== null,
      // Menus and dialogs take the key first; what is left to end is the answer.
      run: () => void conversations.current.stop(),
    },
  ]
  conversation.push(
    { id: 'quoteSelection', group: 'conversation', icon: IconQuote, label: () => t('actions.quote'), when: () => quoting.passage !== null, run: () => quoting.run() },
    { id: 'bookmarkMessage', group: 'conversation', icon: IconBookmark, label: () => t('actions.bookmark'), when: () => conversations.current.messages.length > 0, run: () => bookmarkHere() },
    { id: 'showTree', group: 'conversation', icon: IconTree, label: () => t('actions.tree'), on: () => tree.open, run: () => tree.toggle() },
    { id: 'findInConversation', group: 'conversation', icon: IconFind, label: () => t('actions.find'), when: isOpen, run: () => void (session.findWish += 1) },
    { id: 'attachFiles', group: 'conversation', icon: IconClip, label: () => t('files.attach'), run: () => composing.askFiles() },
    { id: 'beginAnswer', group: 'conversation', icon: IconBegin, label: () => t('beginWith.open'), when: () => session.info?.endpoint.prefix === true, run: () => composing.toggleBeginning() },
    { id: 'chooseModel', group: 'conversation', icon: IconSliders, label: () => t('actions.chooseModel'), run: () => composing.show('model', true) },
    { id: 'chooseThinking', group: 'conversation', icon: IconSliders, label: () => t('actions.chooseThinking'), run: () => composing.show('thinking', true) },
    { id: 'conversationParameters', group: 'conversation', icon: IconSliders, label: () => t('parameters.open'), run: () => composing.show('parameters', true) },
  )
  const shelves: Action[] = [
    { id: 'search', group: 'library', icon: IconSearch, label: () => t('search.title'), run: () => search.show() },
    { id: 'showBookmarks', group: 'library', icon: IconBookmarks, label: () => t('bookmarks.title'), run: () => bookmarks.show() },
    { id: 'filterLibrary', group: 'library', icon: IconLibrary, label: () => t('library.filter'), run: () => shown(() => setTimeout(focusFilter, 0)) },
    { id: 'nextConversation', group: 'library', icon: IconDown, label: () => t('actions.next'), run: () => go(1) },
    { id: 'previousConversation', group: 'library', icon: IconUp, label: () => t('actions.previous'), run: () => go(-1) },
    { id: 'newFolder', group: 'library', icon: IconFolderPlus, label: () => t('library.newFolder'), run: () => shown(() => void newFolder(null)) },
    { id: 'showLibrary', group: 'library', icon: IconChat, label: () => t('actions.showLibrary'), when: () => !library.whole, run: () => shown(() => library.show({ kind: 'library' })) },
    { id: 'showArchive', group: 'library', icon: IconArchive, label: () => t('actions.showArchive'), run: () => shown(() => library.show({ kind: 'archive' })) },
    { id: 'showTrash', group: 'library', icon: IconTrash, label: () => t('actions.showTrash'), run: () => shown(() => library.show({ kind: 'trash' })) },
    { id: 'exportAll', group: 'library', icon: IconExport, label: () => t('actions.exportAll'), run: () => exporting.show({ scope: { kind: 'everything' }, title: t('export.everything') }) },
    { id: 'importFiles', group: 'library', icon: IconImport, label: () => t('actions.import'), run: () => importing.show() },
    { id: 'undo', group: 'library', icon: IconUndo, label: () => t('action.undo'), keyOnly: true, run: () => toasts.undoLast() },
  ]
  const view: Action[] = [
    { id: 'palette', group: 'window', icon: IconPalette, label: () => t('palette.title'), keyOnly: true, run: () => palette.show() },
    { id: 'shortcuts', group: 'window', icon: IconKeyboard, label: () => t('palette.shortcuts'), run: () => (frame.overviewOpen = true) },
    { id: 'toggleSidebar', group: 'window', icon: IconPanel, label: () => (frame.sidebarShown ? t('app.hideSidebar') : t('app.showSidebar')), run: () => frame.toggleSidebar() },
  ]
  const settings: Action[] = [
    { id: 'openSettings', group: 'settings', icon: IconSettings, label: () => t('settings.title'), run: () => frame.openSettings() },
    { id: 'settingsAccount', group: 'settings', icon: IconKey, label: () => t('actions.settingsPage', { name: t('settings.pageAccount') }), run: () => frame.openSettings('account') },
    { id: 'settingsChat', group: 'settings', icon: IconChat, label: () => t('actions.settingsPage', { name: t('settings.pageChat') }), run: () => frame.openSettings('chat') },
    { id: 'settingsPrompts', group: 'settings', icon: IconChat, label: () => t('actions.settingsPage', { name: t('settings.pagePrompts') }), run: () => frame.openSettings('prompts') },
    { id: 'settingsLook', group: 'settings', icon: IconLook, label: () => t('actions.settingsPage', { name: t('settings.pageLook') }), run: () => frame.openSettings('look') },
    { id: 'settingsData', group: 'settings', icon: IconSettings, label: () => t('actions.settingsPage', { name: t('settings.pageData') }), run: () => frame.openSettings('data') },
    { id: 'settingsKeys', group: 'settings', icon: IconKeyboard, label: () => t('actions.settingsPage', { name: t('settings.pageKeys') }), run: () => frame.openSettings('keys') },
    { id: 'settingsPrivacy', group: 'settings', icon: IconSettings, label: () => t('actions.settingsPage', { name: t('settings.pagePrivacy') }), run: () => frame.openSettings('privacy') },
    { id: 'largerText', group: 'settings', icon: IconText, label: () => t('actions.largerText'), run: () => resize(10) },
    { id: 'smallerText', group: 'settings', icon: IconText, label: () => t('actions.smallerText'), run: () => resize(-10) },
    theme('themeLight', 'light', IconLight, () => t('settings.light')),
    theme('themeDark', 'dark', IconDark, () => t('settings.dark')),
    theme('themeSystem', 'system', IconLook, () => t('settings.system')),
    ...languageChoices.map((choice): Action => ({ id: `language:${choice.value}`, group: 'settings', icon: IconLanguage, label: () => choice.label, on: () => session.info?.settings.language === choice.value, run: () => void session.change({ language: choice.value }) })),
    { id: 'highContrast', group: 'settings', icon: IconContrast, label: () => t('settings.highContrast'), on: () => session.info?.settings.highContrast === true, run: () => void session.change({ highContrast: session.info?.settings.highContrast !== true }) },
    { id: 'autoTitle', group: 'settings', icon: IconTitle, label: () => t('actions.autoTitle'), on: () => session.info?.settings.autoTitle === true, run: () => void session.change({ autoTitle: session.info?.settings.autoTitle !== true }) },
  ]
  return [...conversation, ...shelves, ...view, ...settings]
}
