// Registers the JSON Schema of each event under the event's name, as RecordNameStrategy names subjects.
import { readdir, readFile } from 'node:fs/promises';

const registry = process.env.SCHEMA_REGISTRY_URL ?? 'http://127.0.0.1:8081';
const folder = process.env.EVENTS_FOLDER ?? '/events';
const notSchemas = new Set(['asyncapi.json']);
const timeoutMs = 20_000;

const files = (await readdir(folder)).filter((name) => name.endsWith('.json') && !notSchemas.has(name));
for (const file of files.toSorted()) {
  const subject = file.replace(/\.json$/, '');
  const response = await fetch(`${registry}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schemaType: 'JSON', schema: await readFile(`${folder}/${file}`, 'utf8') }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${subject} is refused with ${response.status}: ${answer}`);
  process.stdout.write(`${subject}: ${answer}\n`);
}
