import type { ApiError } from "./api/client";
import type { MarketKind, StakingKind, StakingPlan, UserModelDefinition } from "./api/types";
import {
  featureText,
  isSignal,
  SIGNALS,
  WEIGHT_COUNT_MAX,
  WEIGHT_MAX,
  weightOf,
} from "./user_model";

// The form of a user's model: texts as typed, shares as per cent.
export interface UserModelForm {
  displayName: string;
  description: string;
  sports: string[];
  kinds: MarketKind[];
  weights: WeightText[];
  probabilityMin: string;
  edgeMin: string;
  stakingKind: StakingKind;
  fraction: string;
  fractionMax: string;
}

export interface WeightText {
  feature: string;
  weight: string;
}

export type FormFaults = Partial<Record<keyof UserModelForm, string>>;

const NAME_LENGTH_MAX = 100;
const DESCRIPTION_LENGTH_MAX = 1000;

// The form as it begins: that of a model, or a blank one.
export function formOf(model?: UserModelDefinition): UserModelForm {
  const weights = model?.weights ?? {};
  const signals = Object.keys(SIGNALS);
  const others = Object.keys(weights).filter((feature) => !isSignal(feature));
  return {
    displayName: model?.displayName ?? "",
    description: model?.description ?? "",
    sports: [...(model?.sports ?? [])],
    kinds: [...(model?.kinds ?? [])],
    weights: [...signals, ...others.sort()].map((feature) => ({
      feature,
      weight: String(weightOf(weights, feature)),
    })),
    probabilityMin: percentOf(model?.thresholds?.probabilityMin ?? 0),
    edgeMin: percentOf(model?.thresholds?.edgeMin ?? 0),
    stakingKind: model?.stakingPlan?.kind ?? "KIND_FLAT",
    fraction: percentOf(model?.stakingPlan?.fraction),
    fractionMax: percentOf(model?.stakingPlan?.fractionMax),
  };
}

function percentOf(share: number | undefined): string {
  return share === undefined ? "" : String(Number((share * 100).toFixed(6)));
}

// Requires: `percent` is a number.
function shareOf(percent: string): number {
  return Number((Number(percent) / 100).toFixed(8));
}

// What the form says. Requires: it has no faults.
export function definitionOf(form: UserModelForm): UserModelDefinition {
  const thresholds = {
    probabilityMin: shareOf(form.probabilityMin),
    edgeMin: shareOf(form.edgeMin),
  };
  const bounded = thresholds.probabilityMin > 0 || thresholds.edgeMin > 0;
  const stakingPlan = stakingPlanOf(form);
  return {
    displayName: form.displayName.trim(),
    description: form.description.trim(),
    sports: form.sports,
    kinds: form.kinds,
    weights: Object.fromEntries(
      form.weights
        .map(({ feature, weight }) => [feature, Number(weight)] as const)
        .filter(([feature, weight]) => weight !== 0 || !isSignal(feature)),
    ),
    ...(bounded && { thresholds }),
    ...(stakingPlan && { stakingPlan }),
  };
}

// Unset where the default says it all.
function stakingPlanOf(form: UserModelForm): StakingPlan | undefined {
  const flat = form.stakingKind === "KIND_FLAT";
  if (flat && !form.fractionMax) return undefined;
  return {
    kind: form.stakingKind,
    ...(!flat && { fraction: shareOf(form.fraction) }),
    ...(form.fractionMax && { fractionMax: shareOf(form.fractionMax) }),
  };
}

// What the server would refuse, said at the field before it is asked.
export function faultsOfForm(form: UserModelForm): FormFaults {
  const name = form.displayName.trim();
  const flat = form.stakingKind === "KIND_FLAT";
  const faults: FormFaults = {
    displayName: name ? lengthFault(name, NAME_LENGTH_MAX) : "Give it a name",
    description: lengthFault(form.description.trim(), DESCRIPTION_LENGTH_MAX),
    sports: form.sports.length === 0 ? "Choose at least one sport" : undefined,
    kinds: form.kinds.length === 0 ? "Choose at least one market" : undefined,
    weights: weightFault(form.weights),
    probabilityMin: percentFault(form.probabilityMin),
    edgeMin: percentFault(form.edgeMin),
    fraction: flat ? undefined : percentFault(form.fraction, "above 0"),
    fractionMax: form.fractionMax ? percentFault(form.fractionMax, "above 0") : undefined,
  };
  return Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault));
}

// Characters as a person counts them, which is how the server does.
function lengthFault(text: string, lengthMax: number): string | undefined {
  return [...text].length > lengthMax ? `At most ${lengthMax} characters` : undefined;
}

function percentFault(text: string, from: "from 0" | "above 0" = "from 0"): string | undefined {
  const percent = text.trim() === "" ? Number.NaN : Number(text);
  const low = from === "from 0" ? percent >= 0 : percent > 0;
  return low && percent <= 100 ? undefined : `Want a percentage ${from} to 100`;
}

export function badWeight({ weight }: WeightText): boolean {
  return weight.trim() === "" || !(Math.abs(Number(weight)) <= WEIGHT_MAX);
}

function weightFault(weights: readonly WeightText[]): string | undefined {
  const bad = weights.find(badWeight);
  if (bad)
    return `${featureText(bad.feature)}: want a number from −${WEIGHT_MAX} to ${WEIGHT_MAX}`;
  const used = weights.filter(({ feature, weight }) => Number(weight) !== 0 || !isSignal(feature));
  if (used.length > WEIGHT_COUNT_MAX) return `At most ${WEIGHT_COUNT_MAX} weights`;
  if (weights.every(({ weight }) => Number(weight) === 0))
    return "Give at least one a weight other than zero";
  return undefined;
}

// Why a feature cannot be added.
export function featureFault(
  feature: string,
  weights: readonly WeightText[],
): string | undefined {
  if (!feature) return "Name a feature";
  if (!/^[\w.-]{1,64}$/.test(feature)) return "At most 64 letters, digits, “_”, “.” or “-”";
  if (weights.some((one) => one.feature === feature)) return "It is in the list already";
  return weights.length >= WEIGHT_COUNT_MAX ? `At most ${WEIGHT_COUNT_MAX} weights` : undefined;
}

const SERVER_FIELDS: Readonly<Record<string, keyof UserModelForm>> = {
  display_name: "displayName",
  description: "description",
  sports: "sports",
  kinds: "kinds",
  weights: "weights",
  thresholds: "probabilityMin",
  probability_min: "probabilityMin",
  edge_min: "edgeMin",
  staking_plan: "stakingKind",
  kind: "stakingKind",
  fraction: "fraction",
  fraction_max: "fractionMax",
};

export type ServerError = Pick<ApiError, "status" | "message">;

// The field that "staking_plan.fraction: 1.2, want ..." is about, and what is said of it. Undefined
// where the server speaks of something the form does not have.
export function serverFaults({ status, message }: ServerError): FormFaults | undefined {
  const [, path, said] = /^([\w.]+)(?:\[[^\]]*\])?: (.+)$/s.exec(message) ?? [];
  if (!path || !said) return undefined;
  const words = path.split(".").filter((word) => word !== "user_model");
  // The innermost word that is a field: a weight's own name is not one.
  const known = words.filter((one) => Object.hasOwn(SERVER_FIELDS, one));
  const word = words[0] === "weights" ? "weights" : known.at(-1);
  if (word === "display_name" && status === "ALREADY_EXISTS")
    return { displayName: "Another of your models has this name" };
  return word ? { [SERVER_FIELDS[word]!]: `Refused: ${said}` } : undefined;
}
