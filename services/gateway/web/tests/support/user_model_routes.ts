import type {
  ListUserModelsResponse,
  ListUserModelVersionsResponse,
  UserModel,
} from "../../src/api/types";
import type { UserModelStore } from "../fixtures/user_models";

const nextPageToken = "";

// What each call of UserModelService answers; undefined where there is no such model.
export function answerOfUserModels(
  store: UserModelStore,
  rpc: string,
  url: URL,
  body: object,
): unknown {
  const name = /user-models\/[^/:]+/.exec(url.pathname)?.[0] ?? "";
  const query = (parameter: string) => url.searchParams.get(parameter) ?? "";
  const versions = store.versions(name);
  switch (rpc) {
    case "ListUserModels":
      return { userModels: store.list(), nextPageToken } satisfies ListUserModelsResponse;
    case "CreateUserModel":
      return store.create(body as UserModel, query("requestId"));
    case "GetUserModel":
      return versions?.[0];
    case "ListUserModelVersions":
      return versions && ({ versions, nextPageToken } satisfies ListUserModelVersionsResponse);
    case "UpdateUserModel":
      return store.update(name, body as UserModel, query("updateMask"));
    case "DeleteUserModel":
      return store.delete(name, query("etag"));
    case "PauseUserModel":
      return store.setState(name, "STATE_PAUSED");
    case "ResumeUserModel":
      return store.setState(name, "STATE_ACTIVE");
  }
  throw new Error(`${rpc}: want one of UserModelService`);
}
