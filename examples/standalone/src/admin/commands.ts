import { accountCreate } from './account-create.ts'
import { accountDisable } from './account-disable.ts'
import { accountEnable } from './account-enable.ts'
import { accountList } from './account-list.ts'
import { accountPlan } from './account-plan.ts'
import type { Command } from './command.ts'
import { keyChange } from './key-change.ts'
import { keyCreate } from './key-create.ts'
import { keyList } from './key-list.ts'
import { keyRevoke } from './key-revoke.ts'
import { keyRotate } from './key-rotate.ts'

/** Every command, in the order of the usage text. */
export const commands: readonly Command[] = [
  accountCreate,
  accountDisable,
  accountEnable,
  accountPlan,
  accountList,
  keyCreate,
  keyList,
  keyChange,
  keyRotate,
  keyRevoke,
]
