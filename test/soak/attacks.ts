/** All attacks, in the order in which they run. */
import type { Attack } from './attack.ts';
import { crowdAttack } from './crowd.ts';
import { fuzzAttack } from './fuzz.ts';
import { libraryAttack } from './library.ts';
import { memoryAttack } from './memory.ts';
import { racesAttack } from './races.ts';
import { sharedAttack } from './shared/shared.ts';
import { slowAttack } from './slow.ts';
import { walkAttack } from './walk.ts';

/** The attacks. */
export const attacks: readonly Attack[] = [
  fuzzAttack,
  libraryAttack,
  walkAttack,
  racesAttack,
  sharedAttack,
  crowdAttack,
  slowAttack,
  memoryAttack,
];
