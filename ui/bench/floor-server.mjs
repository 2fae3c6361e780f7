// Serves the floor page on loopback, and hands its one request on to the simulator: a page may ask its own origin only.
import { readFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { TEST_KEY } from '../e2e/stage.mjs'

const FILES = new Map([
  ['/', ['floor.html', 'text/html; charset=utf-8']],
  ['/floor.js', ['floor.js', 'text/javascript; charset=utf-8']],
])

/** Starts the server over a simulator at `base`; ends with `end`. */
export async function startFloor(base) {
  let history = '[]'
  const server = createServer((asked, answer) => {
    if (asked.method === 'POST') {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${TEST_KEY}` }
      const onward = request(`${base}${asked.url}`, { method: 'POST', headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers)
        reply.pipe(answer)
      })
      asked.pipe(onward)
      return
    }
    if (asked.url === '/history.json') {
      answer.writeHead(200, { 'content-type': 'application/json' }).end(history)
      return
    }
    const file = FILES.get(new URL(asked.url ?? '/', base).pathname)
    if (file === undefined) {
      answer.writeHead(404).end()
      return
    }
    answer.writeHead(200, { 'content-type': file[1] }).end(readFileSync(new URL(file[0], import.meta.url)))
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return {
    /** What its button opens: plain texts. */
    keep: (texts) => (history = JSON.stringify(texts)),
    url: `http://127.0.0.1:${server.address().port}/`,
    end: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
