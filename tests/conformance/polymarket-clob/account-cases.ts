import { AssetType } from "@polymarket/clob-client-v2";
import type { CaseTable } from "./conformance-case.ts";
import { ask, askAll, askField } from "./public-cases.ts";
import { CONDITIONS, DAY, NEW_KEY_NONCE, type Scene, TOKENS } from "./scene.ts";

const [TOKEN] = TOKENS[0];
/** Large enough and close enough to the middle to earn rewards. */
const SCORING = { price: 0.49, size: 60 };
/** Matches at once, on two levels. */
const MATCHING = { price: 0.53, size: 60 };

/** A new key under the names that the official client gives its fields. */
async function askKey(scene: Scene, name: string): Promise<unknown> {
  const { apiKey, ...rest } = (await ask(scene, name)) as { apiKey: string };
  return { key: apiKey, ...rest };
}

function withEarnings(scene: Scene): void {
  scene.both(({ world }) => {
    world.accounts
      .findKey(scene.apiKey)
      ?.account.earnings.push(
        { date: DAY, conditionId: CONDITIONS[0], dollars: 1.25 },
        { date: DAY, conditionId: CONDITIONS[1], dollars: 0.5 },
        { date: DAY, conditionId: CONDITIONS[2], dollars: 0.25 },
        { date: "2026-11-19", conditionId: CONDITIONS[0], dollars: 9 },
      );
  });
}

/** Keys, balances and what the account has earned. */
export const ACCOUNT_CASES: CaseTable = {
  createApiKey: {
    methods: ["create-api-key"],
    official: ({ official }) => official.createApiKey(NEW_KEY_NONCE),
    ours: (scene) => askKey(scene, "create-api-key"),
  },
  deriveApiKey: {
    methods: ["create-api-key", "derive-api-key"],
    official: async ({ official }) => {
      await official.createApiKey(NEW_KEY_NONCE);
      return official.deriveApiKey(NEW_KEY_NONCE);
    },
    ours: async (scene) => {
      await ask(scene, "create-api-key");
      return askKey(scene, "derive-api-key");
    },
  },
  createOrDeriveApiKey: {
    methods: ["create-api-key", "derive-api-key"],
    official: ({ official }) => official.createOrDeriveApiKey(NEW_KEY_NONCE),
    ours: async (scene) => {
      await ask(scene, "create-api-key");
      return askKey(scene, "derive-api-key");
    },
  },
  getApiKeys: {
    methods: ["api-keys"],
    official: ({ official }) => official.getApiKeys(),
    ours: (scene) => ask(scene, "api-keys"),
  },
  deleteApiKey: {
    methods: ["delete-api-key"],
    official: ({ official }) => official.deleteApiKey(),
    ours: async (scene) => JSON.parse((await ask(scene, "delete-api-key")) as string),
  },
  getClosedOnlyMode: {
    methods: ["ban-status"],
    prepare: (scene) =>
      scene.both(({ world }) =>
        Object.assign(world.accounts.findKey(scene.apiKey)?.account ?? {}, { closedOnly: true }),
      ),
    official: ({ official }) => official.getClosedOnlyMode(),
    ours: (scene) => ask(scene, "ban-status"),
  },
  createReadonlyApiKey: {
    methods: ["create-readonly-api-key"],
    official: ({ official }) => official.createReadonlyApiKey(),
    ours: (scene) => ask(scene, "create-readonly-api-key"),
  },
  getReadonlyApiKeys: {
    methods: ["create-readonly-api-key", "readonly-api-keys"],
    official: async ({ official }) => {
      await official.createReadonlyApiKey();
      return official.getReadonlyApiKeys();
    },
    ours: async (scene) => {
      await ask(scene, "create-readonly-api-key");
      return ask(scene, "readonly-api-keys");
    },
  },
  deleteReadonlyApiKey: {
    methods: ["create-readonly-api-key", "delete-readonly-api-key"],
    official: async ({ official }) => official.deleteReadonlyApiKey((await official.createReadonlyApiKey()).apiKey),
    ours: async (scene) => {
      const key = await askField(scene, "create-readonly-api-key", "apiKey");
      return ask(scene, "delete-readonly-api-key", { key });
    },
  },
  createBuilderApiKey: {
    methods: ["create-builder-api-key"],
    official: ({ official }) => official.createBuilderApiKey(),
    ours: (scene) => ask(scene, "create-builder-api-key"),
  },
  getBuilderApiKeys: {
    methods: ["create-builder-api-key", "builder-api-keys"],
    official: async ({ official }) => {
      await official.createBuilderApiKey();
      return official.getBuilderApiKeys();
    },
    ours: async (scene) => {
      await ask(scene, "create-builder-api-key");
      return ask(scene, "builder-api-keys");
    },
  },
  revokeBuilderApiKey: {
    methods: ["create-builder-api-key", "revoke-builder-api-key"],
    official: async ({ official }) => {
      await official.createBuilderApiKey();
      return [await official.revokeBuilderApiKey(), await official.getBuilderApiKeys()];
    },
    ours: async (scene) => {
      await ask(scene, "create-builder-api-key");
      const revoked = JSON.parse((await ask(scene, "revoke-builder-api-key")) as string);
      return [revoked, await ask(scene, "builder-api-keys")];
    },
  },
  getBalanceAllowance: {
    methods: ["balance-allowance"],
    prepare: (scene) => void scene.place(MATCHING),
    official: async ({ official }) => [
      await official.getBalanceAllowance({ asset_type: AssetType.COLLATERAL }),
      await official.getBalanceAllowance({ asset_type: AssetType.CONDITIONAL, token_id: TOKEN }),
    ],
    ours: async (scene) => [
      await ask(scene, "balance-allowance"),
      await ask(scene, "balance-allowance", { asset_type: "CONDITIONAL", token_id: TOKEN }),
    ],
  },
  updateBalanceAllowance: {
    methods: ["update-balance-allowance", "balance-allowance"],
    prepare: (scene) => scene.both(({ world }) => world.accounts.findKey(scene.apiKey)?.account.deposit(5_000_000)),
    official: async ({ official }) => [
      await official.updateBalanceAllowance({ asset_type: AssetType.COLLATERAL }),
      await official.getBalanceAllowance({ asset_type: AssetType.COLLATERAL }),
    ],
    ours: async (scene) => [await ask(scene, "update-balance-allowance"), await ask(scene, "balance-allowance")],
  },
  getNotifications: {
    methods: ["notifications"],
    prepare: (scene) => void scene.place(MATCHING),
    official: ({ official }) => official.getNotifications(),
    ours: (scene) => ask(scene, "notifications"),
  },
  dropNotifications: {
    methods: ["drop-notifications", "notifications"],
    prepare: (scene) => void scene.place(MATCHING),
    official: async ({ official }) => {
      await official.dropNotifications({ ids: ["1"] });
      return official.getNotifications();
    },
    ours: async (scene) => {
      await ask(scene, "drop-notifications", { ids: "1" });
      return ask(scene, "notifications");
    },
  },
  postHeartbeat: {
    methods: ["heartbeat"],
    official: async ({ official }) => official.postHeartbeat((await official.postHeartbeat()).heartbeat_id),
    ours: async (scene) =>
      ask(scene, "heartbeat", { heartbeat_id: await askField(scene, "heartbeat", "heartbeat_id") }),
  },
  getEarningsForUserForDay: {
    methods: ["earnings"],
    prepare: withEarnings,
    official: ({ official }) => official.getEarningsForUserForDay(DAY),
    ours: (scene) => askAll(scene, "earnings", { date: DAY }),
  },
  getTotalEarningsForUserForDay: {
    methods: ["total-earnings"],
    prepare: withEarnings,
    official: ({ official }) => official.getTotalEarningsForUserForDay(DAY),
    ours: (scene) => ask(scene, "total-earnings", { date: DAY }),
  },
  getUserEarningsAndMarketsConfig: {
    methods: ["user-rewards"],
    prepare: withEarnings,
    official: ({ official }) => official.getUserEarningsAndMarketsConfig(DAY),
    ours: (scene) => askAll(scene, "user-rewards", { date: DAY }),
  },
  getRewardPercentages: {
    methods: ["reward-percentages"],
    prepare: (scene) => void scene.place(SCORING),
    official: ({ official }) => official.getRewardPercentages(),
    ours: (scene) => ask(scene, "reward-percentages"),
  },
};
