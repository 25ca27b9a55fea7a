import type { ReactNode, Ref } from "react";

export type Row = [id: string, head: ReactNode, ...cells: ReactNode[]];

/**
 * A table, whose rows are labels on narrow screens. The roles keep it a table for screen readers there.
 * It takes the focus when other rows were asked for.
 */
export function Table(props: {
  caption: string;
  tableRef?: Ref<HTMLTableElement>;
  columns: string[];
  rows: Row[];
  isBusy: boolean;
}) {
  const { caption, tableRef = null, columns, rows, isBusy } = props;
  return (
    <table ref={tableRef} role="table" tabIndex={-1} aria-busy={isBusy}>
      <caption>{caption}</caption>
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
