// Says each test in a line, every failure in full, and at the end `N passed, N failed`, which `cargo xtask test` reads.

/** How a diagnostic begins that tells of a first attempt that failed. */
export const SECOND_ATTEMPT = 'needed a second attempt:'

export default async function* report(events) {
  let passed = 0
  const failed = []
  const again = []
  for await (const event of events) {
    if (event.type === 'test:pass') {
      if (event.data.details.type === 'suite') continue
      passed += 1
      yield `  ✓ ${event.data.name} (${Math.round(event.data.details.duration_ms)} ms)\n`
    } else if (event.type === 'test:fail') {
      // A suite fails with its tests, which are told; one that fails by itself is told as a test.
      if (event.data.details.type === 'suite' && event.data.details.error?.failureType === 'subtestsFailed') continue
      failed.push(event.data)
      yield `  ✗ ${event.data.name} (${Math.round(event.data.details.duration_ms)} ms)\n`
    } else if (event.type === 'test:diagnostic' && event.data.message.startsWith(SECOND_ATTEMPT)) {
      again.push(event.data.message)
    } else if (event.type === 'test:stderr' || event.type === 'test:stdout') {
      yield event.data.message
    }
  }
  for (const { name, details } of failed) {
    const cause = details.error?.cause ?? details.error
    yield `\n✗ ${name}\n${String(cause?.stack ?? cause)}\n`
  }
  for (const message of again) yield `\n~ ${message}\n`
  if (again.length > 0) yield `\n${again.length} of them needed a second attempt\n`
  yield `\n${passed} passed, ${failed.length} failed\n`
}
