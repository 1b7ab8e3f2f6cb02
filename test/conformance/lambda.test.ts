import { lambdas } from "./hosts/lambda.ts";
import { conformance } from "./suite.ts";

conformance(lambdas);
