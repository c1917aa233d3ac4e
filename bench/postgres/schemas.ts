/** The schemas that the benchmark makes, and removes again: one for each that keeps something in Postgres. */
export const schemas = {
  khabeer: 'khabeer_bench',
  fastify: 'khabeer_bench_fastify',
  floor: 'khabeer_bench_floor',
  fastifyFloor: 'khabeer_bench_fastify_floor',
  pgBoss: 'khabeer_bench_pg_boss',
  wake: 'khabeer_bench_wake',
  wakeElsewhere: 'khabeer_bench_wake_elsewhere',
  wakeFloor: 'khabeer_bench_wake_floor',
  pgBossWake: 'khabeer_bench_pg_boss_wake',
  fewQueued: 'khabeer_bench_few_queued',
  manyQueued: 'khabeer_bench_many_queued',
} as const
