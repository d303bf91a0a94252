// What the admin routes need of the rungs below; wired in platform.ts.

import type { Ledger } from "#governance/audit/ledger.ts";
import type { Guard } from "#governance/guard.ts";
import type { IdentityStore } from "#governance/identity-store.ts";
import type { Keys } from "#governance/keys.ts";
import type { Corrections } from "#governance/sensitivity/corrections.ts";
import type { Approvals } from "#governance/skills/approvals.ts";
import type { SkillRegister } from "#governance/skills/skill-register.ts";
import type { Pool } from "#infrastructure/compute/pool.ts";
import type { Ids } from "#infrastructure/ids.ts";
import type { Log } from "#infrastructure/log.ts";
import type { Hub } from "#service/hub/hub.ts";
import type { Knowledge } from "#service/knowledge/knowledge.ts";
import type { McpTools } from "#service/mcp-tools.ts";
import type { SkillService } from "#service/skill-service.ts";

export interface PoolStatus {
  readonly pool: Pool;
  readonly slotsInUse: number;
  readonly waiting: number;
  readonly healthy: boolean;
}

export interface AdminServices {
  readonly keys: Keys;
  readonly identity: IdentityStore;
  readonly guard: Guard;
  readonly corrections: Corrections;
  readonly skills: SkillRegister;
  readonly skillService: Pick<SkillService, "callBatch">;
  readonly approvals: Approvals;
  readonly mcpTools: McpTools;
  readonly hub: Hub;
  readonly knowledge: Knowledge;
  readonly ledger: Pick<Ledger, "append" | "open" | "closed" | "findReceipt" | "listRecords" | "exportLines">;
  /** The pools that the institution may use, and no others. */
  readonly listPools: (institutionId: string) => readonly PoolStatus[];
  readonly hasScenario: (institutionId: string, scenarioId: string) => boolean;
  /** Throws `unavailable` with a sentence saying what is not ready. */
  readonly assertReady: () => Promise<void>;
  readonly ids: Ids;
  readonly log: Log;
}
