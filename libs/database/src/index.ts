export { isDatabaseAway } from './database-away.ts';
export { databaseAway, DatabaseProblemFilter } from './database-problem.filter.ts';
export { migrate } from './migrate.ts';
export { openDataSource } from './open-data-source.ts';
