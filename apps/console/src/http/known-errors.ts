import { ObjectStoreError } from '@payments/archive';
import { GroupNotEmptyError, KafkaAwayError, KafkaRefusalError } from '@payments/kafka';
import { Problem } from '@payments/service';
import { MysqlAwayError } from '../mysql/mysql.errors.ts';
import { ServiceAwayError, ServiceProblemError } from '../services/service.errors.ts';
import { problems } from './problems.ts';

/** The problem that an error means; undefined if nobody expected it. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof KafkaAwayError) return problems.away('kafka_away', error.message, error);
  if (error instanceof KafkaRefusalError) return kafkaProblem(error);
  if (error instanceof GroupNotEmptyError) return problems.groupNotEmpty(error.group);
  if (error instanceof MysqlAwayError) return problems.away('mysql_away', error.message, error);
  if (error instanceof ObjectStoreError) return problems.away('s3_away', error.message, error);
  if (error instanceof ServiceAwayError) return problems.away(error.code, error.message, error);
  if (error instanceof ServiceProblemError) return error.problem;
  return undefined;
}

const missing = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'GROUP_ID_NOT_FOUND']);

function kafkaProblem(error: KafkaRefusalError): Problem {
  if (missing.has(error.type)) return problems.notFound(error.message);
  if (error.type === 'TOPIC_ALREADY_EXISTS') return problems.alreadyExists(error.message);
  return problems.refusedByKafka(`${error.message} (${error.type})`, error);
}
