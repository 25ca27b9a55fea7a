// The mails of the APIs that the tests run on.
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

const DATA = process.env.STYLIPP_DATA_DIR;
const MAILS = [`${DATA}/mail`, `${DATA}/limited/mail`];

/**
 * The newest mail to an address, once there is one: its subject, text and link. With `path`, the newest
 * whose link leads there, such as `/reset-password`; none of those in `before`.
 */
export async function mailTo(address, path = "", before = []) {
  for (const end = Date.now() + 10_000; Date.now() < end; await wait(20)) {
    for (const file of (await Promise.all(MAILS.map(mailsIn))).flat()) {
      const text = await readFile(file, "utf8").catch(() => "");
      if (!text.includes(`\nTo: ${address}\r\n`) || before.some((mail) => mail.file === file)) continue;
      const link = /https?:\S+#token=[\w-]+/.exec(text)?.[0];
      if (path !== "" && !(link && new URL(link).pathname === path)) continue;
      return { file, text, link, subject: /^Subject: (.*)\r$/m.exec(text)[1] };
    }
  }
  throw new Error(`No mail to ${address} with a link to ${path || "any page"}`);
}

/** The mails in a folder, newest first. */
async function mailsIn(folder) {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(".eml")).toSorted().reverse().map((name) => `${folder}/${name}`);
}
