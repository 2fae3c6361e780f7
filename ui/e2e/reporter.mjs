// Says each test in a line, every failure in full, and at the end `N passed, N failed`, which `cargo xtask test` reads.
export default async function* report(events) {
  let passed = 0
  const failed = []
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
    } else if (event.type === 'test:stderr' || event.type === 'test:stdout') {
      yield event.data.message
    }
  }
  for (const { name, details } of failed) {
    const cause = details.error?.cause ?? details.error
    yield `\n✗ ${name}\n${String(cause?.stack ?? cause)}\n`
  }
  yield `\n${passed} passed, ${failed.length} failed\n`
}
