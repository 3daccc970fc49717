/** Part of `npm run lint`: fails with a sentence for each import that crosses a boundary. */
import { boundaryViolations } from './boundaries.ts';
import { readProjectGraph } from './project-graph.ts';

const violations = boundaryViolations(readProjectGraph(new URL('../..', import.meta.url).pathname));
if (violations.length > 0) {
  process.stderr.write(`${violations.join('\n')}\n`);
  process.exit(1);
}
