// How wide the sidebar may be.
export const SIDEBAR_DEFAULT_PX = 260
export const SIDEBAR_MIN_PX = 200
export const SIDEBAR_MAX_PX = 400
/** Below this window width the sidebar is a sheet over the conversation. */
export const SHEET_BELOW_PX = 760

/** A width in its bounds, whole. */
export function clampSidebar(px: number): number {
  return Math.round(Math.min(Math.max(px, SIDEBAR_MIN_PX), SIDEBAR_MAX_PX))
}

/** What a drag to `px` means: far under the least width hides the sidebar (0). */
export function dragged(px: number): number {
  return px < SIDEBAR_MIN_PX / 2 ? 0 : clampSidebar(px)
}
