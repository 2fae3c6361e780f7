// An import that is stopped or left while files come in.
import { beforeEach, expect, it, vi } from 'vitest'

interface Run {
  tell: (event: Record<string, unknown>) => void
}

const { asked, runs, program } = vi.hoisted(() => ({
  asked: [] as [string, Record<string, unknown>][],
  runs: [] as Run[],
  program: { piece: (): Promise<void> => Promise.resolve() },
}))

vi.mock('../../bridge', () => ({
  bridge: {
    call: async (name: string, request: Record<string, unknown>) => {
      asked.push([name, request])
      if (name === 'import_piece') await program.piece()
      return { fileId: 'f1', name: request['name'] }
    },
    watch: (_name: string, _request: unknown, tell: Run['tell']) => {
      runs.push({ tell })
      return () => undefined
    },
  },
  toBridgeError: (error: unknown) => error,
}))
vi.mock('../../session', () => ({ showFailure: () => undefined, toasts: { show: () => undefined } }))

const { importing } = await import('./importing.svelte')
const names = (): string[] => asked.map(([name]) => name)
const big = (): File => new File([new Uint8Array(7 * 1024 * 1024)], 'big.zip')

beforeEach(() => {
  asked.length = 0
  runs.length = 0
  program.piece = () => Promise.resolve()
  importing.show()
})

it('stop ends a file on its way in, and looks into nothing', async () => {
  program.piece = async () => importing.stop()
  await importing.drop([big()])
  expect(names()).toEqual(['import_piece'])
  expect(runs).toHaveLength(0)
  expect(importing.step).toBe('choosing')
})

it('a closed window ends a file on its way in, and does not disturb the next import', async () => {
  program.piece = async () => {
    importing.close()
    importing.show()
  }
  await importing.drop([big()])
  expect(names()).toEqual(['import_piece'])
  expect([importing.step, importing.entries]).toEqual(['choosing', []])
})

it('what is counted for one file is not shown for the next', async () => {
  const looking = importing.drop([new File(['x'], 'a.zip')])
  await vi.waitFor(() => expect(runs).toHaveLength(1))
  runs[0]?.tell({ kind: 'progress', conversations: 40 })
  runs[0]?.tell({ kind: 'read', report: { new: 1, conversations: 40 } })
  await looking
  expect(importing.step).toBe('seen')
  let during: unknown
  program.piece = async () => {
    during = [importing.progress, importing.entries.length]
    importing.stop()
  }
  await importing.drop([new File(['y'], 'b.zip')])
  expect(during).toEqual([0, 0])
})

it('stop before the work has a name stops it when it has one', async () => {
  void importing.drop([new File(['x'], 'a.zip')])
  await vi.waitFor(() => expect(runs).toHaveLength(1))
  importing.stop()
  runs[0]?.tell({ kind: 'begun', jobId: 'j1' })
  expect(asked.at(-1)).toEqual(['job_stop', { jobId: 'j1' }])
})
