import type { ReactNode, Ref } from "react";

/**
 * A table, whose rows are labels on narrow screens. The roles keep it a table for screen readers there.
 * The caption can take the focus when the rows have changed.
 */
export function Table({
  caption,
  captionRef,
  columns,
  rows,
  isBusy,
}: {
  caption: string;
  captionRef?: Ref<HTMLTableCaptionElement>;
  columns: string[];
  rows: { id: string; cells: ReactNode[] }[];
  isBusy: boolean;
}) {
  return (
    <table role="table" aria-busy={isBusy}>
      <caption ref={captionRef} tabIndex={-1}>
        {caption}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(({ id, cells: [head, ...cells] }) => (
          <tr key={id} role="row">
            <th role="rowheader" scope="row">
              {head}
            </th>
            {cells.map((cell, index) => (
              <td key={columns[index + 1]} role="cell" data-label={columns[index + 1]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
