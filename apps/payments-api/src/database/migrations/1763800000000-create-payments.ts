import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The one table of the service, written once per payment and updated once with its decision.
 *
 * Every index is paid for by every payment, so there are three: the id, which carries the time of acceptance and thereby
 * serves order, cursors and ranges of days; the idempotency key, whose uniqueness is the promise to the client; and the
 * user with the id, so that one user's payments are read in order of time. Status and day have none: an
 * index on the status would be written twice per payment, and a day is a range of ids.
 */
export class CreatePayments1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE payments (
        id BINARY(16) NOT NULL COMMENT 'UUIDv7 of the database clock',
        user_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        idempotency_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        merchant_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        amount BIGINT NOT NULL COMMENT 'minor units of the currency',
        currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        description VARCHAR(140) CHARACTER SET utf8mb4 NULL,
        status ENUM('pending', 'approved', 'rejected') CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'pending',
        reason VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
        day DATE NOT NULL COMMENT 'calendar day of created_at in the time zone of the limit',
        created_at DATETIME(3) NOT NULL COMMENT 'UTC',
        decided_at DATETIME(3) NULL COMMENT 'UTC',
        traceparent CHAR(55) CHARACTER SET ascii COLLATE ascii_bin NULL,
        PRIMARY KEY (id),
        UNIQUE KEY payments_idempotency_key (user_id, idempotency_key),
        KEY payments_by_user (user_id, id)
      ) ENGINE = InnoDB`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE payments');
  }
}
