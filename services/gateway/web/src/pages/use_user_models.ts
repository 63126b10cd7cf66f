import type { UserModel } from "../api/types";
import { useServices } from "../app_context";
import { useLoad } from "../use_load";
import type { Loaded } from "../use_load";

// The caller's own models, oldest first.
export function useUserModels(): Loaded<UserModel[]> {
  const { api } = useServices();
  return useLoad("user-models", (signal) =>
    api.listAll<UserModel>("/v1/user-models", "userModels", {}, signal),
  );
}

export function useUserModel(name: string): Loaded<UserModel> {
  const { api } = useServices();
  return useLoad(name, (signal) => api.get<UserModel>(`/v1/${name}`, {}, signal));
}

// Every version of a model, newest first.
export function useUserModelVersions(name: string): Loaded<UserModel[]> {
  const { api } = useServices();
  return useLoad(`${name} versions`, (signal) =>
    api.listAll<UserModel>(`/v1/${name}/versions`, "versions", {}, signal),
  );
}
