// The frame's own state: the sidebar and what lies over the window.
import { session } from '../session'
import type { SettingsPage } from '../features/settings'
import { clampSidebar, dragged, SHEET_BELOW_PX, SIDEBAR_DEFAULT_PX } from './sidebar-width'

class Frame {
  windowWidth = $state(1280)
  /** The sheet of a narrow window; it is never kept. */
  sheetOpen = $state(false)
  settingsPage = $state<SettingsPage>('account')
  renamingTitle = $state(false)
  /** The overview of shortcuts. */
  overviewOpen = $state(false)
  /** Width while it is dragged; the settings follow when the pointer lets go. */
  #dragPx = $state<number | null>(null)
  #lastPx = SIDEBAR_DEFAULT_PX

  /** The session holds it: an error's one action opens the settings too. */
  get settingsOpen(): boolean {
    return session.settingsOpen
  }

  set settingsOpen(open: boolean) {
    session.settingsOpen = open
    if (!open) this.settingsPage = 'account'
  }

  get narrow(): boolean {
    return this.windowWidth < SHEET_BELOW_PX
  }

  /** Width of the sidebar beside the conversation; 0 is hidden. */
  get sidebarPx(): number {
    const px = this.#dragPx ?? session.info?.settings.sidebarPx ?? SIDEBAR_DEFAULT_PX
    return px === 0 ? 0 : clampSidebar(px)
  }

  get sidebarShown(): boolean {
    return this.narrow ? this.sheetOpen : this.sidebarPx > 0
  }

  toggleSidebar(): void {
    if (this.narrow) {
      this.sheetOpen = !this.sheetOpen
      return
    }
    if (this.sidebarPx > 0) this.#lastPx = this.sidebarPx
    this.#keep(this.sidebarPx > 0 ? 0 : this.#lastPx)
  }

  drag(px: number): void {
    this.#dragPx = dragged(px)
  }

  drop(): void {
    if (this.#dragPx !== null) this.#keep(this.#dragPx)
  }

  resize(px: number): void {
    this.#keep(clampSidebar(px))
  }

  openSettings(page: SettingsPage = 'account'): void {
    this.settingsPage = page
    this.settingsOpen = true
    this.sheetOpen = false
  }

  #keep(px: number): void {
    if (px > 0) this.#lastPx = px
    this.#dragPx = px
    void session.change({ sidebarPx: px }).then(() => (this.#dragPx = null))
  }
}

export const frame = new Frame()
