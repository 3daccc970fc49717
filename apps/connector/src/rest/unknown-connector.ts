import { UnknownConnectorError } from '../worker/connect-cluster.errors.ts';
import { RestError } from './rest-error.ts';

/** Kafka Connect has several ways of saying that there is no such connector, one for each thing to do with it. */
export async function sayingOfUnknown<Result>(
  message: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnknownConnectorError) throw new RestError(404, message);
    throw error;
  }
}
