import type { UserModel } from "../api/types";
import { usePreferences } from "../app_context";
import { useDirectory } from "../pages/use_directory";
import { clockText, dateText } from "../time";
import type { Loaded } from "../use_load";
import { changesSince } from "../user_model";
import { Failure, Loading } from "./notice";

// Every version and what it changed, newest first.
export function UserModelVersions({ versions }: { versions: Loaded<UserModel[]> }) {
  const { value, error, reload } = versions;
  return (
    <section className="panel" aria-label="Versions">
      <div className="panel-head">
        <h2>Versions</h2>
        <span className="muted">{value?.length}</span>
      </div>
      {value ? (
        <ol className="model-versions">
          {value.map((model, index) => (
            <Version key={model.version} model={model} before={value[index + 1]} />
          ))}
        </ol>
      ) : error ? (
        <Failure what="The versions" error={error} retry={reload} />
      ) : (
        <Loading rows={2} />
      )}
      <p className="panel-note">
        A version never changes. Another name or description makes no new one.
      </p>
    </section>
  );
}

function Version({ model, before }: { model: UserModel; before: UserModel | undefined }) {
  const { timeZone } = usePreferences();
  const directory = useDirectory();
  const made = new Date(model.updateTime);
  const changes = before ? changesSince(before, model, directory) : ["As first made"];
  return (
    <li>
      <h3>
        Version {model.version}
        <small>
          {dateText(made, timeZone)}, {clockText(made, timeZone)}
        </small>
      </h3>
      <ul>
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
    </li>
  );
}
