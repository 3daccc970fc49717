import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boundaryViolations } from './boundaries.ts';
import { readProjectGraph } from './project-graph.ts';

const root = new URL('../..', import.meta.url).pathname;
let copy: string;

/** A workspace with the projects of this one and, in each of them, one import it may not have. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'boundaries-'));
  for (const file of globSync('{apps,libs}/*/package.json', { cwd: root })) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  const plant = (project: string, imported: string, file = 'planted.ts'): void => {
    mkdirSync(join(copy, project, 'src'), { recursive: true });
    writeFileSync(join(copy, project, 'src', file), `import '${imported}';\n`);
  };
  plant('libs/contracts', '@payments/service');
  plant('libs/console-api', '@payments/kafka');
  plant('libs/kafka', '@payments/contracts');
  plant('libs/testing', '@payments/kafka');
  plant('apps/limit-check', '@payments/notifications');
  plant('apps/notifications', '../../../apps/payments-api/src/app.module.ts');
  plant('apps/console-web', '@payments/kafka', 'planted.tsx');
});

afterAll(() => rmSync(copy, { recursive: true }));

describe('the boundaries between projects', () => {
  it('are kept', () => {
    expect(boundaryViolations(readProjectGraph(root))).toEqual([]);
  });

  it('are each seen to be broken by an import', () => {
    expect(boundaryViolations(readProjectGraph(copy))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^@payments\/contracts .* imports @payments\/service/),
        expect.stringMatching(/^@payments\/console-api .* imports @payments\/kafka/),
        expect.stringMatching(/^@payments\/kafka .* imports @payments\/contracts/),
        expect.stringMatching(/^@payments\/testing .* imports @payments\/kafka/),
        expect.stringMatching(/^@payments\/limit-check .* imports @payments\/notifications/),
        expect.stringMatching(/^@payments\/notifications .* imports @payments\/payments-api/),
        expect.stringMatching(/^@payments\/console-web .* imports @payments\/kafka/),
      ]),
    );
  });

  it('are known for every project', () => {
    expect(boundaryViolations({ projects: { stray: { tags: [], imports: [] } } })).toEqual([
      expect.stringContaining('stray has no tag'),
    ]);
  });
});
