// A display and a window manager of its own for the web view: no window opens on anybody's screen, and nothing that is
// measured waits for another program's windows.
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PATIENCE_MS } from '../e2e/stage.mjs'

/** Furnishes a desk; `end` ends what was started on it and removes its folder. */
export async function openDesk() {
  const root = mkdtempSync(join(tmpdir(), 'hadal-bench-'))
  const place = (name) => {
    const path = join(root, name)
    mkdirSync(path, { recursive: true })
    chmodSync(path, 0o700)
    return path
  }
  const children = []
  process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))
  const environment = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: place('home'),
    XDG_RUNTIME_DIR: place('run'),
    TMPDIR: place('tmp'),
    GDK_BACKEND: 'x11',
    GSETTINGS_BACKEND: 'memory',
    GTK_USE_PORTAL: '0',
    NO_AT_BRIDGE: '1',
    WEBKIT_DISABLE_DMABUF_RENDERER: '1',
  }
  const start = (path, words, more = {}, { stdin = false } = {}) => {
    const child = spawn(path, words, { env: { ...environment, ...more }, stdio: [stdin ? 'pipe' : 'ignore', 'pipe', 'ignore'] })
    children.push(child)
    return child
  }
  const display = start('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x860x24', '-nolisten', 'tcp', '-noreset'])
  environment.DISPLAY = `:${await firstLine(display)}`
  const bus = start('dbus-daemon', ['--session', '--nofork', '--print-address=1', `--address=unix:tmpdir=${root}`])
  environment.DBUS_SESSION_BUS_ADDRESS = await firstLine(bus)
  start('openbox', [])
  return {
    root,
    display: environment.DISPLAY,
    place,
    start,
    line: (child) => firstLine(child),
    async end() {
      for (const child of children.toReversed()) {
        const ended = new Promise((done) => child.once('exit', done))
        if (child.exitCode !== null || !child.kill('SIGTERM')) continue
        await Promise.race([ended, new Promise((done) => setTimeout(done, 3000).unref())])
        child.kill('SIGKILL')
      }
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function firstLine(child) {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`${child.spawnfile} says nothing`)), PATIENCE_MS)
    let said = ''
    child.once('error', fail)
    child.stdout.on('data', (chunk) => {
      said += chunk
      if (!said.includes('\n')) return
      clearTimeout(timer)
      done(said.slice(0, said.indexOf('\n')).trim())
    })
  })
}

/** A port that is free now. */
export function freePort() {
  return new Promise((done) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}
