import type { MarketKind, StakingPlan, Thresholds, UserModelDefinition } from "./api/types";
import { shortPercentText } from "./figures";
import { KIND_NAMES } from "./names";

// A user's own model, as proto/overround/user_model has it: its bounds, its words, its changes.

export const MODELS_MAX = 5;
export const WEIGHT_MAX = 10;
export const WEIGHT_COUNT_MAX = 20;
export const FRACTION_MAX_DEFAULT = 0.05;

export const MODEL_KINDS: readonly MarketKind[] = [
  "KIND_MONEYLINE",
  "KIND_THREE_WAY",
  "KIND_SPREAD",
  "KIND_TOTAL",
  "KIND_TEAM_TOTAL",
];

// What every model may weigh, before any feature by its name.
export const SIGNALS: Readonly<Record<string, string>> = {
  team_stats: "Team statistics",
  odds_movement: "Odds movement",
  injuries: "Injuries",
  recent_form: "Recent form",
  head_to_head: "Head to head",
};

export function isSignal(feature: string): boolean {
  return Object.hasOwn(SIGNALS, feature);
}

export function featureText(feature: string): string {
  return isSignal(feature) ? SIGNALS[feature]! : feature;
}

type Weights = Readonly<Record<string, number>>;

// Zero where it has none; features are named freely, also "constructor".
export function weightOf(weights: Weights, feature: string): number {
  return Object.hasOwn(weights, feature) ? weights[feature]! : 0;
}

// 2 -> "+2", -1.5 -> "−1.5", 0 -> "0"
export function weightText(weight: number): string {
  const sign = weight > 0 ? "+" : weight < 0 ? "−" : "";
  return sign + String(Math.abs(weight));
}

export interface Weight {
  feature: string;
  weight: number;
}

// The heaviest first, whichever way it pulls.
export function weightsInOrder(weights: Weights): Weight[] {
  return Object.entries(weights)
    .map(([feature, weight]) => ({ feature, weight }))
    .sort(
      (a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.feature.localeCompare(b.feature),
    );
}

export function thresholdsText(thresholds: Thresholds | undefined): string {
  const { probabilityMin = 0, edgeMin = 0 } = thresholds ?? {};
  const bounds = [
    probabilityMin > 0 && `${shortPercentText(probabilityMin)} probability`,
    edgeMin > 0 && `${shortPercentText(edgeMin)} expected profit`,
  ].filter(Boolean);
  return bounds.length ? `From ${bounds.join(" and ")}` : "On everything it looks at";
}

export function stakingText(plan: StakingPlan | undefined): string {
  const fractionMax = plan?.fractionMax ?? FRACTION_MAX_DEFAULT;
  const most = `at most ${shortPercentText(fractionMax)} of the bankroll`;
  const share = shortPercentText(plan?.fraction ?? 0);
  switch (plan?.kind) {
    case "KIND_PERCENT":
      return `${share} of the bankroll, ${most}`;
    case "KIND_KELLY":
      return `${share} of the Kelly stake, ${most}`;
    default:
      return `One unit, ${most}`;
  }
}

// Fields that make a new version when they change.
export const COMPUTED_FIELDS = ["sports", "kinds", "weights", "thresholds", "stakingPlan"] as const;
const FIELDS = ["displayName", "description", ...COMPUTED_FIELDS] as const;
export type DefinitionField = (typeof FIELDS)[number];

// What differs, as an update mask wants it. What means the same is no change: an order of sports, a
// weight of zero, a default that is written out.
export function changedFields(
  before: UserModelDefinition,
  after: UserModelDefinition,
): DefinitionField[] {
  return FIELDS.filter((field) => meaning(before, field) !== meaning(after, field));
}

function meaning(definition: UserModelDefinition, field: DefinitionField): string {
  switch (field) {
    case "displayName":
    case "description":
      return definition[field];
    case "sports":
    case "kinds":
      return [...definition[field]].sort().join();
    case "weights":
      return JSON.stringify(weightsInOrder(definition.weights).filter((one) => one.weight !== 0));
    case "thresholds":
      return thresholdsText(definition.thresholds);
    case "stakingPlan":
      return stakingText(definition.stakingPlan);
  }
}

export interface SportNames {
  sportName: (name: string) => string;
}

// How a version differs from the one before it, one short sentence for each change.
export function changesSince(
  before: UserModelDefinition,
  after: UserModelDefinition,
  { sportName }: SportNames,
): string[] {
  const changed = changedFields(before, after);
  const list = (field: "sports" | "kinds", text: (name: string) => string) =>
    changed.includes(field)
      ? [
          ...listChanges(before[field], after[field], (name) => `Adds ${text(name)}`),
          ...listChanges(after[field], before[field], (name) => `Drops ${text(name)}`),
        ]
      : [];
  return [
    ...list("sports", sportName),
    ...list("kinds", (kind) => KIND_NAMES[kind as MarketKind]),
    ...weightChanges(before.weights, after.weights),
    ...(changed.includes("thresholds") ? [`Speaks: ${thresholdsText(after.thresholds)}`] : []),
    ...(changed.includes("stakingPlan") ? [`Stakes: ${stakingText(after.stakingPlan)}`] : []),
  ];
}

function listChanges(
  before: readonly string[],
  after: readonly string[],
  text: (name: string) => string,
): string[] {
  return after.filter((name) => !before.includes(name)).map(text);
}

function weightChanges(before: Weights, after: Weights): string[] {
  const features = weightsInOrder({ ...before, ...after }).map((one) => one.feature);
  return features
    .filter((feature) => weightOf(before, feature) !== weightOf(after, feature))
    .map((feature) => {
      const [was, is] = [before, after].map((weights) => weightText(weightOf(weights, feature)));
      return `${featureText(feature)} ${was} → ${is}`;
    });
}
