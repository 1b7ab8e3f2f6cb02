import { onOthers } from "./hosts/servers.ts";
import { workerd } from "./hosts/workerd.ts";
import { conformance } from "./suite.ts";

conformance([...onOthers, ...workerd]);
