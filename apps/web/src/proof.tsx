import { createContext, useContext, useRef, useState, type ReactNode } from "react";
import type { Problem } from "./api.ts";

/**
 * Run an action. If the API first requires proof that it comes from the owner, ask for the proof in a dialog, and
 * run the action again. Resolves to its problem if the dialog is canceled.
 */
type Prove = <Result extends { problem?: Problem | undefined }>(act: () => Promise<Result>) => Promise<Result>;

const ProofContext = createContext<Prove>((act) => act());

/** `Form` uses it for every submit: a page needs it only for actions without a form. */
export const useProof = (): Prove => useContext(ProofContext);

/** Shows the dialog for the actions of everything inside. */
export function ProofProvider({ children }: { children: ReactNode }) {
  const asked = useRef<Promise<boolean>>(undefined);
  const [dialog, show] = useState<ReactNode>();

  /** Resolves to whether there was proof. Two actions at once share one dialog. */
  const ask = () => (asked.current ??= askNow().finally(() => {
    asked.current = undefined;
    show(undefined);
  }));

  async function askNow(): Promise<boolean> {
    const { ProofDialog } = await import("./ui/ProofDialog.tsx"); // which every page behind the login has loaded
    return new Promise((resolve) => show(<ProofDialog onClose={resolve} />));
  }

  const prove: Prove = async (act) => {
    const result = await act();
    const isWanted = result.problem?.code === "reauthentication_required";
    return isWanted && (await ask()) ? act() : result;
  };

  return <ProofContext value={prove}>{children}{dialog}</ProofContext>;
}
