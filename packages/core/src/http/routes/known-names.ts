import { z } from 'zod'

/**
 * Takes a body of these fields alone. A field that is ignored because of a slip in its name would leave something
 * without its bound.
 */
export const onlyFields = <Shape extends z.ZodRawShape>(shape: Shape, mustBe: string) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? `is no field here. There are ${namesIn(shape)}` : mustBe),
  })

/** Takes what is to be changed: at least one of these fields, and no other. */
export const someFields = <Shape extends z.ZodRawShape>(shape: Shape, mustBe: string) =>
  onlyFields(shape, mustBe)
    .refine((fields) => Object.values(fields).some((value) => value !== undefined), {
      error: `must hold at least one of ${Object.keys(shape).slice(0, -1).join(', ')} and ${Object.keys(shape).at(-1)}`,
    })
    .meta({ minProperties: 1 })

/** Takes these parameters alone: a filter with a slip in it would mean more than it should. */
export const onlyParameters = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `is no parameter of this route. It takes ${namesIn(shape)}` : undefined,
  })

const namesIn = (shape: z.ZodRawShape): string => Object.keys(shape).join(', ')
