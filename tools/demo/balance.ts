import { audit, type Verdict } from '../audit/audit.ts';
import { describeVerdict } from '../audit/report.ts';
import type { Stage } from './stage.ts';

/** The audit recounts everything from outside. */
export async function balance({ narrator, platform, acknowledged }: Stage): Promise<Verdict> {
  narrator.chapter('The books are balanced');
  narrator.say(
    'The audit reads both tables in MySQL as a user who may only read, the topics from their first record,',
  );
  narrator.say(
    `and the archive object by object; this demo adds the ${acknowledged.length.toLocaleString('en')} payments it was acknowledged.`,
  );
  const { kafka, mysql, s3 } = platform.stack.addresses;
  const verdict = await audit({
    kafka,
    mysql: { host: mysql.host, port: mysql.port },
    s3,
    journal: acknowledged,
  });
  narrator.text(describeVerdict(verdict).replaceAll(/^(?=.)/gm, '   '));
  narrator.look(['npm run audit']);
  return verdict;
}
