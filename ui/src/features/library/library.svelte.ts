// The list of conversations: pages, live events, the filter, and what can be done with a row.
import { SvelteMap } from 'svelte/reactivity'
import { bridge, type BridgeError, type ConversationRow, type ExportFormat, type LibraryEvent, toBridgeError } from '../../bridge'
import { t } from '../../lib/i18n/index.svelte'
import { session, showFailure, toasts } from '../../session'
import { addPage, passes, putRow, removeRow } from './rows'

const PAGE_ROWS = 100
/** After the program dropped the watch: wait a little longer each time. */
const REJOIN_MS = [500, 1000, 2000, 5000] as const

class Library {
  rows = $state.raw<readonly ConversationRow[]>([])
  filter = $state('')
  loading = $state(false)
  /** The first page has come. */
  ready = $state(false)
  /** Why the list could not be loaded. */
  failure = $state.raw<BridgeError | null>(null)
  /** Row whose title is being edited. */
  renamingId = $state<string | null>(null)

  /** Told of every conversation that is gone. */
  ongone: ((id: string) => void) | undefined
  /** Titles given here: the open conversation may stand outside the filter. */
  #given = new SvelteMap<string, string>()
  #next: string | null = null
  #query = 0
  #leave: (() => void) | null = null
  #rejoins = 0
  /** Deleted here and possibly still on their way in a page. */
  #gone = new Set<string>()

  get more(): boolean {
    return this.#next !== null
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
    this.#leave = bridge.watch('library_watch', {}, (event) => this.#take(event), () => {
      if (!this.#leave) return
      const wait = REJOIN_MS[Math.min(this.#rejoins++, REJOIN_MS.length - 1)]
      setTimeout(() => {
        if (!this.#leave) return
        this.#join()
        void this.reload()
      }, wait)
    })
  }

  #take(event: LibraryEvent): void {
    this.#rejoins = 0
    if (event.type === 'row') {
      this.#gone.delete(event.row.id)
      this.rows = putRow({ rows: this.rows, more: this.more, filter: this.filter }, event.row)
    } else if (event.type === 'gone') this.#forget(event.id)
    else if (event.type === 'app') this.#takeApp(event.app)
    else void this.reload()
  }

  #takeApp(info: Parameters<typeof session.apply>[0]): void {
    const mode = session.info?.mode
    session.apply(info)
    // The demo has a library of its own.
    if (mode !== undefined && mode !== info.mode) void this.reload()
  }

  #forget(id: string): void {
    this.rows = removeRow(this.rows, id)
    this.ongone?.(id)
    if (session.conversationId === id) session.open(null)
  }

  /** Shows only titles that contain `text`: what is loaded at once, the rest when the program answers. */
  find(text: string): void {
    const narrower = text.trim().toLowerCase().includes(this.filter.trim().toLowerCase())
    this.filter = text
    if (narrower) this.rows = this.rows.filter((row) => passes(row.title, text))
    void this.reload()
  }

  async reload(): Promise<void> {
    await this.#load(null)
  }

  async loadMore(): Promise<void> {
    if (this.loading || this.failure !== null || this.#next === null) return
    await this.#load(this.#next)
  }

  async #load(cursor: string | null): Promise<void> {
    const query = ++this.#query
    this.loading = true
    const title = this.filter.trim()
    try {
      const page = await bridge.call('conversation_list', {
        limit: PAGE_ROWS,
        ...(cursor === null ? {} : { cursor }),
        ...(title === '' ? {} : { titleContains: title }),
      })
      if (query !== this.#query) return
      const rows = page.rows.filter((row) => !this.#gone.has(row.id))
      this.rows = cursor === null ? rows : addPage(this.rows, rows)
      this.#next = page.next
      this.ready = true
      this.failure = null
    } catch (thrown) {
      if (query === this.#query) this.failure = toBridgeError(thrown)
    } finally {
      if (query === this.#query) this.loading = false
    }
  }

  rowOf(id: string | null): ConversationRow | undefined {
    return id === null ? undefined : this.rows.find((row) => row.id === id)
  }

  /** The title of a conversation, as far as the list knows it. */
  titleOf(id: string): string | undefined {
    return this.rowOf(id)?.title ?? this.#given.get(id)
  }

  /** The conversation `step` rows away from the open one, for going through them by keys. */
  neighbour(step: 1 | -1): string | null {
    const at = this.rows.findIndex((row) => row.id === session.conversationId)
    if (at === -1) return step === 1 ? (this.rows[0]?.id ?? null) : null
    return this.rows[at + step]?.id ?? null
  }

  async rename(id: string, title: string): Promise<void> {
    const row = this.rowOf(id)
    if (row && title.trim() !== '') this.rows = this.rows.map((other) => (other.id === id ? { ...row, title: title.trim() } : other))
    try {
      const info = await bridge.call('conversation_rename', { conversationId: id, title })
      this.rows = this.rows.map((other) => (other.id === id ? { ...other, title: info.title } : other))
      this.#given.set(id, info.title)
    } catch (thrown) {
      showFailure(toBridgeError(thrown))
      void this.reload()
    }
  }

  /** Deletes at once and offers the way back at once: it waits for the program where it must. */
  async remove(id: string): Promise<void> {
    const row = this.rowOf(id)
    const wasOpen = session.conversationId === id
    this.#gone.add(id)
    this.#forget(id)
    const deleted = bridge.call('conversation_delete', { conversationId: id })
    const toast = toasts.show({
      text: row ? t('library.deletedTitle', { title: row.title }) : t('library.deleted'),
      action: { label: t('action.undo'), run: () => void this.#restore(id, wasOpen, deleted) },
    })
    try {
      await deleted
    } catch (thrown) {
      toasts.dismiss(toast)
      this.#gone.delete(id)
      showFailure(toBridgeError(thrown))
      void this.reload()
    }
  }

  async #restore(id: string, open: boolean, deleted: Promise<unknown>): Promise<void> {
    // A deletion that failed tells so itself, and there is nothing to bring back.
    if (!(await deleted.then(() => true, () => false))) return
    try {
      const info = await bridge.call('conversation_restore', { conversationId: id })
      this.#gone.delete(id)
      const row = { id, title: info.title, updatedAtMs: info.updatedAtMs, running: false }
      this.rows = putRow({ rows: this.rows, more: this.more, filter: this.filter }, row)
      if (open) session.open(id)
    } catch (thrown) {
      showFailure(toBridgeError(thrown))
    }
  }

  async export(id: string, format: ExportFormat): Promise<void> {
    try {
      const { fileName } = await bridge.call('conversation_export', { conversationId: id, format })
      if (fileName !== null) toasts.show({ text: t('library.exported', { name: fileName }) })
    } catch (thrown) {
      showFailure(toBridgeError(thrown))
    }
  }
}

export const library = new Library()
