import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate that was made for a test. */
export interface Made {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Makes certificates with the command `openssl`, in a folder that is removed with it. */
export class Authority implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), "volo-http-certificates-"));
  readonly root: Made;
  private count: number = 0;

  constructor() {
    this.root = this.make("Root", ["-addext", "basicConstraints=critical,CA:TRUE"]);
  }

  /** @param names alternative names, such as `DNS:a.example` */
  issue(common: string, names: readonly string[] = [`DNS:${common}`]): Made {
    const issuer = ["-CA", this.root.certFile, "-CAkey", this.root.keyFile];
    const extensions = ["basicConstraints=critical,CA:FALSE", `subjectAltName=${names.join(",")}`];
    return this.make(common, [...issuer, ...extensions.flatMap((extension) => ["-addext", extension])]);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private make(common: string, options: readonly string[]): Made {
    const certFile = join(this.folder, `${++this.count}.pem`);
    const keyFile = join(this.folder, `${this.count}.key`);
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
    execFileSync(
      "openssl",
      ["req", "-x509", ...key, "-out", certFile, "-days", "2", "-subj", `/CN=${common}`, ...options],
      {
        stdio: "pipe",
      },
    );
    return { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8"), certFile, keyFile };
  }
}
