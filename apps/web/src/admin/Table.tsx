import type { ReactNode, Ref } from "react";

export type Row = [id: string, head: ReactNode, ...cells: ReactNode[]];

/**
 * A table, whose rows are labels on narrow screens. The roles keep it a table for screen readers there.
 * The caption takes the focus when other rows were asked for.
 */
export function Table(props: {
  caption: string;
  captionRef?: Ref<HTMLElement>;
  columns: string[];
  rows: Row[];
  isBusy: boolean;
}) {
  const { caption, captionRef = null, columns, rows, isBusy } = props;
  return (
    <table role="table" aria-busy={isBusy}>
      <caption><span ref={captionRef} tabIndex={-1}>{caption}</span></caption>
      <thead role="rowgroup">
        <tr role="row">{columns.map((column) => <th key={column} role="columnheader" scope="col">{column}</th>)}</tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(([id, head, ...cells]) => (
          <tr key={id} role="row">
            <th role="rowheader" scope="row">{head}</th>
            {cells.map((cell, i) => <td key={i} role="cell" data-label={columns[i + 1]}>{cell}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
