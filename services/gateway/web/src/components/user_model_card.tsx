import { Link } from "react-router-dom";
import type { UserModel } from "../api/types";
import { useNow } from "../app_context";
import { idOf } from "../names";
import { agoText } from "../time";
import { UserModelFacts } from "./user_model_facts";
import { UserModelState } from "./user_model_state";
import { WeightBars } from "./weight_bars";

export function UserModelCard({ model }: { model: UserModel }) {
  const now = useNow(60_000);
  return (
    <li className="panel model-card">
      <div className="panel-head">
        <h2>
          <Link to={`/my-models/${idOf(model.name)}`} className="link">
            {model.displayName}
          </Link>
        </h2>
        <UserModelState model={model} />
      </div>
      <div className="panel-body model-card-body">
        {model.description && <p className="model-description">{model.description}</p>}
        <UserModelFacts model={model} />
        <WeightBars weights={model.weights} />
      </div>
      <p className="panel-note">Changed {agoText(new Date(model.updateTime), now)}</p>
    </li>
  );
}
