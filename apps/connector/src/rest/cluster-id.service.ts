import { Injectable } from '@nestjs/common';
import { KafkaConnection } from '@payments/kafka';
import { RestError } from './rest-error.ts';

/** The id of the Kafka cluster that the connectors write to and read from. */
@Injectable()
export class ClusterId {
  private known: Promise<string> | undefined;

  constructor(private readonly connection: KafkaConnection) {}

  /** Asks once. @throws RestError 503 while Kafka is away */
  read(): Promise<string> {
    this.known ??= this.ask();
    return this.known;
  }

  private async ask(): Promise<string> {
    try {
      return (await this.connection.withAdmin((admin) => admin.describeCluster())).clusterId;
    } catch (error) {
      this.known = undefined;
      throw new RestError(503, `Kafka does not answer: ${(error as Error).message}`);
    }
  }
}
