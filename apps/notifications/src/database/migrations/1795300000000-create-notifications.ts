import type { MigrationInterface, QueryRunner } from 'typeorm';

const lanes = 64;

export class CreateNotifications1795300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The order in which a user's notifications were stored is `seq`; the list and the stream go by it.
    await runner.query(`
      CREATE TABLE notifications (
        id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
        user_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        payment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        kind VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        title VARCHAR(100) NOT NULL,
        message VARCHAR(500) NOT NULL,
        day DATE NOT NULL,
        created_at DATETIME(3) NOT NULL DEFAULT (UTC_TIMESTAMP(3)),
        read_at DATETIME(3) NULL,
        PRIMARY KEY (id),
        UNIQUE KEY notifications_seq (seq),
        KEY notifications_user_seq (user_id, seq)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_0900_ai_ci`);
    // Whoever stores notifications holds the rows of their users' lanes. Without that, a transaction that began earlier could
    // commit later, and a reader that goes by `seq` would have passed what then appears behind it.
    await runner.query('CREATE TABLE lanes (lane TINYINT UNSIGNED NOT NULL PRIMARY KEY) ENGINE = InnoDB');
    await runner.query(
      `INSERT INTO lanes VALUES ${Array.from({ length: lanes }, (_, lane) => `(${lane})`).join()}`,
    );
    // Everything that is asked of deliveries, the counts too, is a range of the one index.
    await runner.query(`
      CREATE TABLE deliveries (
        notification_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        channel VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        attempts SMALLINT UNSIGNED NOT NULL,
        due_at DATETIME(3) NULL,
        delivered_at DATETIME(3) NULL,
        cause VARCHAR(500) NULL,
        PRIMARY KEY (notification_id, channel),
        KEY deliveries_due (status, channel, due_at)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_0900_ai_ci`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE deliveries');
    await runner.query('DROP TABLE lanes');
    await runner.query('DROP TABLE notifications');
  }
}
