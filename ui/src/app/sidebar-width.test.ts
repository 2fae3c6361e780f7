import { expect, test } from 'vitest'
import { clampSidebar, dragged } from './sidebar-width'

test('the sidebar keeps its bounds', () => {
  expect([100, 260.4, 900].map(clampSidebar)).toEqual([200, 260, 400])
})

test('a drag far to the edge hides it, a short one does not', () => {
  expect(dragged(60)).toBe(0)
  expect(dragged(150)).toBe(200)
})
