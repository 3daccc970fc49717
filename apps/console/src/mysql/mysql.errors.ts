/** MySQL did not answer; the message says where it was asked. */
export class MysqlAwayError extends Error {
  override readonly name = 'MysqlAwayError';
}
