import "../styles/account.css";
import { useState } from "react";
import { Link } from "wouter";
import { api, outcome } from "../api.ts";
import { ROUTES } from "../routes.ts";
import { language } from "../texts/index.ts";
import { inside } from "../texts/inside.ts";
import { FileLink } from "../ui/FileLink.tsx";
import { Form } from "../ui/Form.tsx";
import { Status } from "../ui/Notice.tsx";
import { Page } from "../ui/Page.tsx";

const EXPORT_MS = 120_000;

export default function Data() {
  const [file, setFile] = useState<Blob>();
  const words = inside.account.data;

  async function send() {
    const { data, problem } = await outcome(api.GET("/v1/users/me/export", { timeoutMs: EXPORT_MS }));
    setFile(data && new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
    return problem;
  }

  return (
    <Page title={words.title}>
      <p>{words.text}</p>
      <ul>{words.parts.map((part) => <li key={part}>{part}</li>)}</ul>
      <p>{words.without}</p>
      <Status>{file && <Saved file={file} />}</Status>
      <Form submit={words.submit} send={send} />
      <p className="aside"><Link href={ROUTES.account}>{inside.account.back}</Link></p>
    </Page>
  );
}

/** As in 12.3 kB. */
const fileSize = (bytes: number): string =>
  new Intl.NumberFormat(language, { style: "unit", unit: "kilobyte", maximumFractionDigits: 1 }).format(bytes / 1_000);

/** Saves the file as soon as it is there; the link saves it once more. */
function Saved({ file }: { file: Blob }) {
  const name = `stylipp-${new Date().toLocaleDateString("sv")}.json`; // Swedish dates are as in 2026-11-29
  return (
    <>
      <p>{inside.account.data.done}</p>
      <p><FileLink file={file} name={name} isAtOnce>{name}</FileLink> ({fileSize(file.size)})</p>
    </>
  );
}
