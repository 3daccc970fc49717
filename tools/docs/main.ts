/**
 * `npm run docs`: writes docs/events/ from the contracts. What old readers could not read any more is refused: such a change is a
 * new event beside the old one.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { events } from '@payments/contracts';
import { incompatibilities } from '../../libs/contracts/src/compatibility.ts';
import { asyncApiDocument } from './asyncapi.ts';

const folder = new URL('../../docs/events/', import.meta.url);
mkdirSync(folder, { recursive: true });

for (const { type, schema } of events) {
  const file = new URL(`${type}.json`, folder);
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : undefined;
  const broken = before === undefined ? [] : incompatibilities(before, schema);
  if (broken.length > 0) {
    process.stderr.write(`${type} would no longer be readable by everyone:\n  ${broken.join('\n  ')}\n`);
    process.stderr.write('Add an optional field instead, or a new event beside this one.\n');
    process.exit(1);
  }
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
}
writeFileSync(new URL('asyncapi.json', folder), `${JSON.stringify(asyncApiDocument(events), null, 2)}\n`);
process.stdout.write(`docs/events: ${events.length} events, asyncapi.json\n`);
