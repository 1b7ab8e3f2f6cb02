import { here } from "./hosts/here.ts";
import { onNodes } from "./hosts/servers.ts";
import { conformance } from "./suite.ts";

conformance([...here, ...onNodes]);
