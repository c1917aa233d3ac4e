import { Module } from '@nestjs/common'
import { KhabeerModule } from './khabeer-module.ts'
import { OrdersController } from './orders-controller.ts'

/** The shop. */
@Module({ imports: [KhabeerModule], controllers: [OrdersController] })
export class AppModule {}
