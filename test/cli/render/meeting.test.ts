import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { meetingLines, meetingText } from "../../../src/cli/render/meeting.ts";
import { styleOf } from "../../../src/cli/render/style.ts";
import type { MetServer } from "../../../src/core/meeting.ts";

const AT = { server: "partner", host: "sftp.acme.example", port: 2222, pinned: "SHA256:pinned" };
const unreached = (code: string, why: string): MetServer => ({ ...AT, verdict: "unreached", code, why });
const OTHER: MetServer = { ...AT, verdict: "other", presented: ["SHA256:one", "SHA256:two"] };
const at = (columns: number) => styleOf(Object.assign(new PassThrough(), { columns }), {}, { color: false });

it("names both keys and what to do, and never takes silence for an answer", () => {
  const [what, todo] = meetingText(OTHER);
  expect(what).toBe(
    "sftp.acme.example:2222 presents another host key: SHA256:one, SHA256:two. Pinned is SHA256:pinned.",
  );
  expect(todo).toMatch(/^Ask the partner by another way than this server/);
  expect(meetingText({ ...AT, verdict: "same" })).toEqual([
    "sftp.acme.example:2222 presents the pinned host key, SHA256:pinned.",
  ]);
  expect(meetingText({ ...AT, verdict: "unproven" }).join(" ")).toContain("could not prove that it holds it");
  const [unknown, next] = meetingText(unreached("ENOTFOUND", "no such host name is known here"));
  expect(unknown).toContain("not reached from here (ENOTFOUND): no such host name");
  expect(next).toMatch(/Check the name.*ssh-keyscan -p 2222 sftp.acme.example$/);
  expect(meetingText(unreached("ETIMEDOUT", "there was no answer"))[1]).toContain("firewall");
});

it("says that it was looked at from here, in as many columns as there are", () => {
  for (const columns of [60, 80, 140]) {
    const lines = meetingLines([{ ...AT, verdict: "same" }, OTHER], at(columns));
    expect(lines.join("\n")).toContain("Looked at from this machine");
    expect(
      Math.max(
        ...lines
          .join("\n")
          .split("\n")
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(columns);
  }
  expect(meetingLines([], at(80))).toEqual([]);
  const told = meetingLines([{ ...AT, host: "evil\u001b[2J", verdict: "same" }], at(80)).join("\n");
  expect(told).not.toContain("\u001b[2J");
});
