import type { ServerContext } from "../http/context.ts";
import { DerivedRequest } from "../http/derived-request.ts";
import type { HttpRequest } from "../http/request.ts";
import type { HttpResponse } from "../http/response.ts";
import type { Awaitable } from "../service/service.ts";
import { enterMount, mountedAt, mountOf } from "./mount.ts";
import type { Mount } from "./mount.ts";
import { nameOf } from "./route-info.ts";
import { joinTemplates, parseTemplate } from "./template.ts";
import type { Template } from "./template.ts";
import type { HttpService } from "./types.ts";

/** Calls a service with the path that is left after a prefix; at least "/". */
export class StripPrefix implements HttpService {
  private readonly prefix: Template;
  private readonly depth: number;
  private readonly inner: HttpService;
  /** By the mount around; the same ones for each request. */
  private readonly mounts: Map<Mount | undefined, Mount> = new Map();

  constructor(prefix: Template, inner: HttpService) {
    this.prefix = prefix;
    this.depth = prefix.text === "/" ? 0 : prefix.segments.length;
    this.inner = inner;
  }

  /** The name of the service, for those who list routes. */
  get name(): string {
    return nameOf(this.inner);
  }

  /** The same at a place further inside. */
  below(prefix: string): StripPrefix {
    const text = joinTemplates(prefix, this.prefix.text === "/" ? "" : this.prefix.text);
    return new StripPrefix(parseTemplate(text === "" ? "/" : text), this.inner);
  }

  call(cx: ServerContext, req: HttpRequest): Awaitable<HttpResponse> {
    if (this.depth === 0) return this.inner.call(cx, req);
    let start = 0;
    for (let i = 0; i < this.depth && start !== -1; i++) start = req.path.indexOf("/", start + 1);
    const path = start === -1 ? "/" : req.path.slice(start);
    const outer = mountedAt(cx, req.path);
    const mount = this.mountIn(outer?.mount);
    // Behind them may be the rest of the path.
    const params = cx.root.params.slice(0, mount.names.length);
    enterMount(cx, { mount, path, params, outer });
    return this.inner.call(cx, new StrippedRequest(req, path));
  }

  private mountIn(outer: Mount | undefined): Mount {
    let mount = this.mounts.get(outer);
    if (mount === undefined) this.mounts.set(outer, (mount = mountOf(outer, this.prefix)));
    return mount;
  }
}

class StrippedRequest extends DerivedRequest {
  private readonly rest: string;

  constructor(outer: HttpRequest, rest: string) {
    super(outer);
    this.rest = rest;
  }

  override get path(): string {
    return this.rest;
  }
}
