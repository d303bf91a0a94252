// What each check must find and what it must let pass.
import { database } from "./planted/database.ts";
import { direction } from "./planted/direction.ts";
import { documents } from "./planted/documents.ts";
import { doors } from "./planted/doors.ts";
import type { Planted } from "./planted/planted.ts";
import { types } from "./planted/types.ts";
import { wording } from "./planted/wording.ts";

export const PLANTED: readonly Planted[] = [...direction, ...doors, ...database, ...wording, ...types, ...documents];
