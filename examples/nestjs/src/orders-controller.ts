import type { Khabeer } from '@khabeer/core'
import { isKhabeerError } from '@khabeer/core'
import { Body, Controller, HttpCode, Inject, Param, Post, UnprocessableEntityException } from '@nestjs/common'
import { KHABEER } from './khabeer-module.ts'

/** What the shop is told of an order. */
interface ReadyOrder {
  readonly instanceId: number
  readonly phone: string
}

/** A route of the shop itself, which sends from code. */
@Controller('orders')
export class OrdersController {
  readonly #core: Khabeer

  constructor(@Inject(KHABEER) core: Khabeer) {
    this.#core = core
  }

  @Post(':number/ready')
  @HttpCode(202)
  async ready(@Param('number') number: string, @Body() order: ReadyOrder | undefined): Promise<{ message: number }> {
    try {
      // What is missing is refused by the core, which names it.
      const { instanceId, phone } = order ?? ({} as ReadyOrder)
      const { id } = await this.#core.send({ instanceId, to: phone, text: `Order ${number} is ready.` })
      return { message: id }
    } catch (error) {
      if (!isKhabeerError(error)) throw error
      throw new UnprocessableEntityException({ error: error.message, code: error.code })
    }
  }
}
