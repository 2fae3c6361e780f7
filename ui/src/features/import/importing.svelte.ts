// An import on its way: files that wait, what is in them, how far it is, what came of it.
import { bridge, type BridgeError, type ImportFile, type ImportReport, toBridgeError } from '../../bridge'
import { t } from '../../lib/i18n/index.svelte'
import { showFailure, toasts } from '../../session'
import { piecesOf } from './pieces'

export interface ImportEntry {
  readonly file: ImportFile
  /** What was found; `null` until it was looked into. */
  readonly seen: ImportReport | null
  readonly taken: ImportReport | null
  readonly failure: BridgeError | null
}

export type ImportStep = 'choosing' | 'looking' | 'seen' | 'taking' | 'taken' | 'stopped'

class Importing {
  open = $state(false)
  step = $state<ImportStep>('choosing')
  entries = $state.raw<readonly ImportEntry[]>([])
  /** Conversations of the present file that were seen. */
  progress = $state(0)
  /** The file that is on. */
  current = $state(0)
  #jobId: string | null = null
  #leave: (() => void) | null = null
  #stopped = false
  /** Counts what was begun: whatever an older one still brings is nobody's any longer. */
  #round = 0

  readonly fresh = $derived(this.entries.reduce((sum, { seen }) => sum + (seen?.new ?? 0), 0))
  readonly brought = $derived(this.entries.reduce((sum, { taken }) => sum + (taken?.new ?? 0), 0))

  show(): void {
    this.open = true
    this.#clear('choosing')
  }

  #clear(step: ImportStep): void {
    this.step = step
    this.entries = []
    this.progress = 0
    this.current = 0
  }

  close(): void {
    // Whole conversations that came until now stay; the rest comes with the next import.
    this.stop()
    this.#round += 1
    this.#leave?.()
    this.open = false
  }

  async choose(): Promise<void> {
    try {
      const { files } = await bridge.call('import_choose', {})
      if (files.length > 0) await this.#look(files)
    } catch (thrown) {
      showFailure(toBridgeError(thrown))
    }
  }

  async drop(list: readonly File[]): Promise<void> {
    if (this.step !== 'choosing' && this.step !== 'seen') return
    this.#round += 1
    const round = this.#round
    this.#stopped = false
    this.#clear('looking')
    const files: ImportFile[] = []
    try {
      for (const dropped of list) {
        let file: ImportFile | null = null
        for await (const base64 of piecesOf(dropped)) {
          if (this.#stopped || round !== this.#round) break
          file = await bridge.call('import_piece', { name: dropped.name, base64, ...(file === null ? {} : { fileId: file.fileId }) })
        }
        if (file !== null) files.push(file)
      }
    } catch (thrown) {
      showFailure(toBridgeError(thrown))
    }
    if (round !== this.#round) return
    if (files.length > 0 && !this.#stopped) await this.#look(files)
    else this.step = 'choosing'
  }

  async take(): Promise<void> {
    this.step = 'taking'
    if (!(await this.#each(false))) return
    this.step = this.#stopped ? 'stopped' : 'taken'
  }

  stop(): void {
    this.#stopped = true
    if (this.#jobId !== null) bridge.call('job_stop', { jobId: this.#jobId }).catch(() => undefined)
  }

  async undo(): Promise<void> {
    let conversations = 0
    try {
      for (const { taken } of this.entries) {
        if (taken?.importId) conversations += (await bridge.call('import_undo', { importId: taken.importId })).conversations
      }
      toasts.show({ text: t('import.undone', { n: conversations }) })
      this.close()
    } catch (thrown) {
      showFailure(toBridgeError(thrown))
    }
  }

  async #look(files: readonly ImportFile[]): Promise<void> {
    this.#clear('looking')
    this.entries = files.map((file) => ({ file, seen: null, taken: null, failure: null }))
    if (!(await this.#each(true))) return
    this.step = this.#stopped ? 'choosing' : 'seen'
  }

  /** One file after the other; `false`: the window has turned to something else meanwhile. */
  async #each(dryRun: boolean): Promise<boolean> {
    this.#round += 1
    const round = this.#round
    this.#stopped = false
    for (let at = 0; at < this.entries.length && !this.#stopped; at += 1) {
      const entry = this.entries[at]
      if (!entry || (!dryRun && (entry.seen?.new ?? 0) === 0)) continue
      this.current = at
      this.progress = 0
      const outcome = await this.#run(entry.file.fileId, dryRun)
      if (round !== this.#round) return false
      this.entries = this.entries.map((one, index) => (index === at ? { ...one, ...outcome } : one))
    }
    this.#jobId = null
    this.#leave = null
    return true
  }

  #run(fileId: string, dryRun: boolean): Promise<Partial<ImportEntry>> {
    this.#jobId = null
    return new Promise((done) => {
      const round = this.#round
      const leave = bridge.watch(
        'import_run',
        { fileId, dryRun },
        (event) => {
          if (round !== this.#round) return
          if (event.kind === 'begun') {
            this.#jobId = event.jobId
            // Stop was pressed before it had a name.
            if (this.#stopped) this.stop()
          }
          else if (event.kind === 'progress') this.progress = event.conversations
          else if (event.kind === 'read') done(dryRun ? { seen: event.report } : { taken: event.report })
          else done({})
        },
        (error) => done(error === null ? {} : { failure: error }),
      )
      this.#leave = () => {
        leave()
        done({})
      }
    })
  }
}

export const importing = new Importing()
