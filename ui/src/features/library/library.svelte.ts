// The list of conversations: one shelf at a time, pages, live events, the filter.
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import { bridge, type BridgeError, type ConversationRow, type FolderRow, type LibraryEvent, type Shelf, type TagRow, toBridgeError } from '../../bridge'
import { covered } from '../../design'
import { type ActionId, actions, session } from '../../session'
import { addPage, passes, putRow, removeRow } from './rows'
import { selection } from './selection.svelte'
import { branchesOf, sameShelf, standsOn } from './shelves'

const PAGE_ROWS = 100
const PINNED_ROWS = 200
/** After the program dropped the watch: wait a little longer each time. */
const REJOIN_MS = [500, 1000, 2000, 5000] as const
const WHOLE: Shelf = { kind: 'library' }

class Library {
  rows = $state.raw<readonly ConversationRow[]>([])
  pinned = $state.raw<readonly ConversationRow[]>([])
  folders = $state.raw<readonly FolderRow[]>([])
  tags = $state.raw<readonly TagRow[]>([])
  /** The part of the library that is shown. */
  shelf = $state.raw<Shelf>(WHOLE)
  /** Folders whose inside is not shown. */
  readonly closed = new SvelteSet<string>()
  filter = $state('')
  loading = $state(false)
  /** The first page has come. */
  ready = $state(false)
  /** Why the list could not be loaded. */
  failure = $state.raw<BridgeError | null>(null)
  /** Row, folder or tag whose name is being edited. */
  renamingId = $state<string | null>(null)

  /** Told of every conversation that is gone. */
  ongone: ((id: string) => void) | undefined
  /** Titles given here: the open conversation may stand outside the list. */
  readonly given = new SvelteMap<string, string>()
  #next: string | null = null
  #query = 0
  #leave: (() => void) | null = null
  #rejoins = 0
  /** Rows that came while a page was under way: the page may be older than they are. */
  #meanwhile = new Map<string, ConversationRow>()
  /** Put away here and possibly still on their way in a page. */
  readonly leaving = new Set<string>()

  get more(): boolean {
    return this.#next !== null
  }

  get filtered(): boolean {
    return this.filter.trim() !== ''
  }

  get whole(): boolean {
    return this.shelf.kind === 'library'
  }

  /** Folders that stand above the rows: all of them, or those in the one that is shown. */
  get branches(): ReturnType<typeof branchesOf> {
    if (this.filtered) return []
    if (this.shelf.kind === 'folder') return branchesOf(this.folders, this.closed, this.shelf.folderId)
    return this.whole ? branchesOf(this.folders, this.closed) : []
  }

  /** Watches the library until the returned function is called. */
  start(): () => void {
    this.#join()
    void this.reload()
    return () => {
      this.#leave?.()
      this.#leave = null
    }
  }

  #join(): void {
    this.#leave = bridge.watch('library_watch', {}, (event) => this.#take(event), () => void this.#rejoin())
  }

  /** The watch broke off: the program was too busy for it, or is gone. */
  async #rejoin(): Promise<void> {
    do {
      if (!this.#leave) return
      const wait = REJOIN_MS[Math.min(this.#rejoins++, REJOIN_MS.length - 1)]
      await new Promise((done) => setTimeout(done, wait))
    } while (!(await session.reach()))
    if (!this.#leave) return
    this.#join()
    void this.reload()
  }

  #take(event: LibraryEvent): void {
    this.#rejoins = 0
    if (event.type === 'row') {
      if (this.loading) this.#meanwhile.set(event.row.id, event.row)
      this.put(event.row)
    } else if (event.type === 'gone') this.forget(event.id)
    else if (event.type === 'app') void session.first.then(() => this.#takeApp(event.app))
    else if (event.type === 'action') {
      // What lies over the window has the menu's keys, too.
      if (!covered()) actions.run(event.id as ActionId)
    }
    else if (event.type === 'shelves') this.#takeShelves(event.shelves)
    else void this.reload()
  }

  #takeApp(info: Parameters<typeof session.apply>[0]): void {
    const mode = session.info?.mode
    session.apply(info)
    // The demo has a library of its own.
    if (mode === undefined || mode === info.mode) return
    selection.clear()
    this.shelf = WHOLE
    void this.reload()
  }

  #takeShelves({ folders, tags }: { folders: readonly FolderRow[]; tags: readonly TagRow[] }): void {
    this.folders = folders
    this.tags = tags
    const { shelf } = this
    if (shelf.kind === 'folder' && !folders.some(({ id }) => id === shelf.folderId)) this.show(WHOLE)
    if (shelf.kind === 'tag' && !tags.some(({ id }) => id === shelf.tagId)) this.show(WHOLE)
  }

  /** A row as it is now. */
  put(row: ConversationRow): void {
    this.leaving.delete(row.id)
    // What one looks at is not unread.
    const isOpen = session.conversationId === row.id
    const now = isOpen && row.unread ? { ...row, unread: false } : row
    if (isOpen && row.unread) this.seen(row.id)
    if (row.deletedAtMs !== null && isOpen && this.shelf.kind !== 'trash') this.#gone(row.id)
    this.rows = standsOn(now, this.shelf) ? putRow({ rows: this.rows, more: this.more, filter: this.filter }, now) : removeRow(this.rows, row.id)
    this.pinned = standsOn(now, { kind: 'pinned' }) ? putRow({ rows: this.pinned, more: false, filter: '' }, now) : removeRow(this.pinned, row.id)
    if (!this.rows.some(({ id }) => id === row.id)) selection.drop(row.id)
  }

  /** A conversation is nowhere any more. */
  forget(id: string): void {
    this.rows = removeRow(this.rows, id)
    this.pinned = removeRow(this.pinned, id)
    selection.drop(id)
    this.#gone(id)
  }

  #gone(id: string): void {
    this.ongone?.(id)
    if (session.conversationId === id) session.open(null)
  }

  /** Somebody looks at this conversation. */
  seen(id: string): void {
    bridge.call('conversation_seen', { conversationId: id }).catch(() => undefined)
    const read = (row: ConversationRow): ConversationRow => (row.id === id && row.unread ? { ...row, unread: false } : row)
    this.rows = this.rows.map(read)
    this.pinned = this.pinned.map(read)
  }

  /** Shows a part of the library. */
  show(shelf: Shelf): void {
    selection.clear()
    if (sameShelf(shelf, this.shelf) && !this.filtered) return
    this.shelf = shelf
    this.filter = ''
    this.rows = []
    this.ready = false
    void this.reload()
  }

  /** Shows only titles that contain `text`: what is loaded at once, the rest when the program answers. */
  find(text: string): void {
    const narrower = this.whole && text.trim().toLowerCase().includes(this.filter.trim().toLowerCase())
    this.filter = text
    selection.clear()
    // Titles are looked for in the whole library.
    if (!this.whole && text.trim() !== '') {
      this.shelf = WHOLE
      this.rows = []
    } else if (narrower) this.rows = this.rows.filter((row) => passes(row.title, text))
    void this.reload()
  }

  async reload(): Promise<void> {
    await Promise.all([this.#load(null), this.#loadHead()])
  }

  async loadMore(): Promise<void> {
    if (this.loading || this.failure !== null || this.#next === null) return
    await this.#load(this.#next)
  }

  /** Loads the shelf to its end, for something that is done with all of it. `false` when it changed meanwhile. */
  async loadAll(): Promise<boolean> {
    const { shelf, filter } = this
    while (this.more && this.failure === null) {
      await (this.loading ? new Promise((done) => setTimeout(done, 20)) : this.loadMore())
      if (shelf !== this.shelf || filter !== this.filter) return false
    }
    return this.failure === null
  }

  async #loadHead(): Promise<void> {
    if (!this.whole && this.folders.length > 0) return
    try {
      const [shelves, pinned] = await Promise.all([
        bridge.call('shelves_get', {}),
        bridge.call('conversation_list', { limit: PINNED_ROWS, shelf: { kind: 'pinned' } }),
      ])
      this.#takeShelves(shelves)
      this.pinned = pinned.rows.filter((row) => !this.leaving.has(row.id))
    } catch {
      // The rows fail with it, and say so.
    }
  }

  async #load(cursor: string | null): Promise<void> {
    const query = ++this.#query
    this.loading = true
    const title = this.filter.trim()
    try {
      const page = await bridge.call('conversation_list', {
        limit: cursor === null ? PAGE_ROWS : PINNED_ROWS,
        shelf: this.shelf,
        ...(cursor === null ? {} : { cursor }),
        ...(title === '' ? {} : { titleContains: title }),
      })
      if (query !== this.#query) return
      const rows = page.rows.filter((row) => !this.leaving.has(row.id))
      this.rows = cursor === null ? rows : addPage(this.rows, rows)
      this.#next = page.next
      for (const row of this.#meanwhile.values()) this.put(row)
      this.#meanwhile.clear()
      this.ready = true
      this.failure = null
    } catch (thrown) {
      if (query === this.#query) this.failure = toBridgeError(thrown)
    } finally {
      if (query === this.#query) this.loading = false
    }
  }

  rowOf(id: string | null): ConversationRow | undefined {
    return id === null ? undefined : (this.rows.find((row) => row.id === id) ?? this.pinned.find((row) => row.id === id))
  }

  /** The title of a conversation, as far as the list knows it. */
  titleOf(id: string): string | undefined {
    return this.rowOf(id)?.title ?? this.given.get(id)
  }

  /** The conversation `step` rows away from the open one, for going through them by keys. */
  neighbour(step: 1 | -1): string | null {
    const above = this.whole && !this.filtered ? this.pinned : []
    const order = [...above, ...this.rows.filter((row) => !above.some(({ id }) => id === row.id))]
    const at = order.findIndex((row) => row.id === session.conversationId)
    if (at === -1) return step === 1 ? (order[0]?.id ?? null) : null
    return order[at + step]?.id ?? null
  }
}

export const library = new Library()
