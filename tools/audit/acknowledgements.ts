import type { Acknowledgement } from '../load/journal.ts';
import type { Findings } from './finding.ts';
import type { Ledger } from './ledger.ts';
import { contentOf } from './payment-content.ts';
import { idFromText } from './payment-index.ts';

/** Enters what clients were acknowledged. A client may be acknowledged the same payment again, under the same key. */
export async function noteAcknowledgements(
  ledger: Ledger,
  findings: Findings,
  acknowledgements: AsyncIterable<Acknowledgement> | Iterable<Acknowledgement>,
): Promise<void> {
  const idOfKey = new Map<string, string>();
  for await (const acknowledged of acknowledgements) {
    const { id: text, key, userId, day, sentAtMs, acknowledgedAtMs } = acknowledged;
    const id = idFromText(text);
    if (id === undefined) {
      findings.add('acknowledgedIsStored', `${text}, which is no UUID`);
      continue;
    }
    const scopedKey = `${userId} ${key}`;
    const before = idOfKey.get(scopedKey);
    if (before === undefined) {
      idOfKey.set(scopedKey, text);
      ledger.acknowledged({ id, userId, day, content: contentOf(acknowledged) }, sentAtMs, acknowledgedAtMs);
    } else if (before !== text) {
      findings.add('keyMakesOnePayment', `${key} of ${userId}: ${before} and ${text}`);
    }
  }
}
