import { err } from "@augury/core";
import { VenueError } from "@augury/model";
import { ApiClient, type ApiGroup, type ApiGroupOptions, mergeHttpConfig, type OpenApiGroup } from "@augury/net";
import { geoblock } from "./geoblock.ts";

const SITE_URL = "https://polymarket.com";
const SOURCE = "polymarket-site";
const SITE_METHODS = [geoblock];

/** The web site's own call about where orders may come from. */
export const SITE_GROUP: ApiGroup = {
  name: "site",
  title: "Polymarket site",
  description: "Whether the venue takes orders from this machine's region.",
  baseUrl: SITE_URL,
  methods: SITE_METHODS,
  streams: [],
  open: openSite,
};

function openSite({ baseUrl = SITE_URL, http, credentials: _, ...seams }: ApiGroupOptions = {}): OpenApiGroup {
  const config = mergeHttpConfig(http ?? {});
  const client = new ApiClient({ ...seams, source: SOURCE, baseUrl, config, methods: SITE_METHODS });
  return {
    client,
    stream: (name) =>
      err(
        new VenueError("rejected", "never", `${SOURCE}: there is no stream "${name.slice(0, 60)}"`, { source: SOURCE }),
      ),
    close: () => client.close(),
  };
}
