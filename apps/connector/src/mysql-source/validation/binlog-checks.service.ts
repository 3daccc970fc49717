import { assertReadable, readServerSettings } from '@payments/binlog';
import type { Validation } from './validate-source.service.ts';

interface Right {
  readonly name: string;
  /** What only who has the right may ask. */
  readonly statement: string;
}

const rights: readonly Right[] = [
  { name: 'REPLICATION CLIENT', statement: 'SHOW BINARY LOG STATUS' },
  { name: 'REPLICATION SLAVE', statement: 'SHOW REPLICAS' },
];
const accessDenied = 1227;

/** Whether the server's binlog can be read, and by this user. */
export async function validateBinlog({ connection, settings, note }: Validation): Promise<void> {
  try {
    assertReadable(await readServerSettings(connection));
  } catch (error) {
    note(settings.keys.host, (error as Error).message);
  }
  const missing: string[] = [];
  for (const { name, statement } of rights) {
    try {
      await connection.query(statement);
    } catch (error) {
      // An older server has another name for the statement, and tells of a missing right when it is read.
      if ((error as { errno?: number }).errno === accessDenied) missing.push(name);
    }
  }
  if (missing.length === 0) return;
  note(
    settings.keys.user,
    `The user '${settings.user}' may not read the binlog: GRANT ${missing.join(', ')} ON *.* TO '${settings.user}'.`,
  );
}
