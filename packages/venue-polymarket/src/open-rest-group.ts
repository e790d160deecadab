import { err } from "@augury/core";
import { VenueError } from "@augury/model";
import {
  ApiClient,
  type ApiClientOptions,
  type ApiGroupOptions,
  mergeHttpConfig,
  type OpenApiGroup,
  RateBudget,
  type RateBudgetConfig,
} from "@augury/net";

/** What makes one of the venue's unsigned REST APIs different from another. */
interface RestGroupParts extends Pick<ApiClientOptions, "source" | "baseUrl" | "methods" | "readErrorBody"> {
  readonly budget: RateBudgetConfig;
}

/** Opens a group that has methods and no streams; nothing of it is signed. */
export function openRestGroup(
  parts: RestGroupParts,
  { baseUrl = parts.baseUrl, http = {}, credentials: _, ...seams }: ApiGroupOptions = {},
): OpenApiGroup & { readonly client: ApiClient } {
  const { source } = parts;
  const budget = new RateBudget(source, parts.budget, seams.scheduler);
  const client = new ApiClient({ ...parts, ...seams, baseUrl, config: mergeHttpConfig(http), budget });
  return {
    client,
    stream: (name) =>
      err(new VenueError("rejected", "never", `${source}: there is no stream "${name.slice(0, 60)}"`, { source })),
    close: () => client.close(),
  };
}
