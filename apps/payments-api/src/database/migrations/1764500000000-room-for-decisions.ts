import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Room for the decision from the start. The later formats give a NULL no bytes, so that each decision makes its row longer, in a page
 * that insertion in order of the id has filled: the page is copied to make room, time and again, and the update costs twice the
 * insertion (docs/decisions/0034). This format keeps the bytes of a column of fixed length, `decided_at`, and they are
 * overwritten in place.
 */
export class RoomForDecisions1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE payments ROW_FORMAT = REDUNDANT');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE payments ROW_FORMAT = DYNAMIC');
  }
}
