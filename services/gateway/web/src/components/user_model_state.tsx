import type { UserModel } from "../api/types";

// Whether it is at work, and which version it is in.
export function UserModelState({ model }: { model: UserModel }) {
  const active = model.state === "STATE_ACTIVE";
  return (
    <span className="model-state">
      <span className={active ? "tag tag-gain" : "tag"}>{active ? "Active" : "Paused"}</span>
      <span className="tag">Version {model.version}</span>
    </span>
  );
}
