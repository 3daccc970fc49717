import { Global, Module } from '@nestjs/common';
import { Mysql } from './mysql.service.ts';

@Global()
@Module({ providers: [Mysql], exports: [Mysql] })
export class MysqlModule {}
