import { createHash } from 'node:crypto';
import type { NotificationKind } from './notification.ts';

/**
 * The id of the notification of this kind about this payment: always the same one. A UUIDv8 (RFC 9562) that begins as the
 * payment's UUIDv7 does, with its time, so that new rows land at the end of the index; the rest is a hash of both.
 */
export function notificationId(paymentId: string, kind: NotificationKind): string {
  const id = createHash('sha256').update(`${kind}:${paymentId}`).digest().subarray(0, 16);
  Buffer.from(paymentId.replaceAll('-', '').slice(0, 12), 'hex').copy(id);
  id.writeUInt8((id.readUInt8(6) & 0x0f) | 0x80, 6);
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
