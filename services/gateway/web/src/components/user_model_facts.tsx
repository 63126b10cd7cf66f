import type { UserModel } from "../api/types";
import { KIND_NAMES } from "../names";
import { useDirectory } from "../pages/use_directory";
import { stakingText, thresholdsText } from "../user_model";

// Where a model looks, when it speaks and how it stakes.
export function UserModelFacts({ model }: { model: UserModel }) {
  const { sportName } = useDirectory();
  return (
    <dl className="facts">
      <dt>Sports</dt>
      <dd>{model.sports.map(sportName).join(", ")}</dd>
      <dt>Markets</dt>
      <dd>{model.kinds.map((kind) => KIND_NAMES[kind]).join(", ")}</dd>
      <dt>Speaks</dt>
      <dd>{thresholdsText(model.thresholds)}</dd>
      <dt>Stakes</dt>
      <dd>{stakingText(model.stakingPlan)}</dd>
    </dl>
  );
}
