"use client";
// Small parts that every page uses: panels, help, dialogs, empty and loading states.
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useText } from "@/i18n";

interface HelpProps {
  what: string;
  children: ReactNode;
  /** The word itself asks, where a circle of its own has no room. */
  inText?: boolean;
}

export function Help({ what, children, inText = false }: HelpProps) {
  const t = useText();
  const id = useId();
  const box = useRef<HTMLSpanElement>(null);
  const place = (button: HTMLElement) => {
    const { left, bottom } = button.getBoundingClientRect();
    const popover = box.current;
    if (!popover) return;
    popover.style.left = `${Math.max(8, Math.min(left - 16, innerWidth - 296))}px`;
    popover.style.top = `${Math.min(bottom + 6, innerHeight - 140)}px`;
  };
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        onClick={(event) => place(event.currentTarget)}
        aria-label={t("help.open", { what })}
        className={
          inText
            ? "min-h-6 text-right font-semibold hover:text-text"
            : "inline-flex size-6 shrink-0 items-center justify-center rounded-full text-xs text-muted hover:bg-raised hover:text-text"
        }
      >
        {inText && <span className="underline decoration-edge decoration-dotted">{what}</span>}
        <span
          aria-hidden="true"
          className={
            inText
              ? "align-super text-[0.6rem]"
              : "flex size-4 items-center justify-center rounded-full border border-edge leading-none"
          }
        >
          ?
        </span>
      </button>
      <span
        ref={box}
        id={id}
        popover="auto"
        role="note"
        className="fixed m-0 w-72 rounded-md border border-edge bg-raised p-3 text-sm font-normal normal-case tracking-normal text-text shadow-lg"
      >
        <strong className="mb-1 block">{what}</strong>
        {children}
      </span>
    </>
  );
}

interface HeadProps {
  what: string;
  help: string;
  sort?: SortProps | undefined;
  className?: string;
}

/** The head of a column, which says what its numbers are. */
export function HeadCell({ what, help, sort, className = "" }: HeadProps) {
  return (
    <th className={`cell-number align-bottom ${className}`} aria-sort={sort?.state}>
      <Help what={what} inText>
        {help}
      </Help>
      {sort && <SortButton what={what} {...sort} />}
    </th>
  );
}

export interface SortProps {
  state: "ascending" | "descending" | "none";
  onSort(): void;
}

export function SortButton({ what, state, onSort }: SortProps & { what: string }) {
  const t = useText();
  const mark = { ascending: "▴", descending: "▾", none: "↕" }[state];
  return (
    <button
      type="button"
      onClick={onSort}
      aria-label={t("trades.sort", { column: what })}
      className="size-6 rounded hover:bg-raised hover:text-text"
    >
      <span aria-hidden="true">{mark}</span>
    </button>
  );
}

interface PanelProps {
  title: string;
  help?: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}

export function Panel({ title, help, aside, children, className = "" }: PanelProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`flex min-w-0 flex-col rounded-lg border border-line bg-panel p-3 contain-content sm:p-4 ${className}`}
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="flex items-center gap-1">
          <h2 id={id} className="text-sm font-semibold">
            {title}
          </h2>
          {help && <Help what={title}>{help}</Help>}
        </div>
        <div className="ml-auto flex flex-wrap items-center gap-2 text-xs text-muted">{aside}</div>
      </div>
      {children}
    </section>
  );
}

export function Skeleton({ className = "h-6" }: { className?: string }) {
  const t = useText();
  return (
    <div role="status" className={`animate-pulse rounded bg-raised ${className}`}>
      <span className="sr-only">{t("odd.loading")}</span>
    </div>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return (
    <p className="flex flex-1 items-center justify-center px-4 py-8 text-center text-sm text-muted">
      {children}
    </p>
  );
}

interface DialogProps {
  open: boolean;
  title: string;
  onClose(): void;
  children: ReactNode;
}

export function Dialog({ open, title, onClose, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open && !box.current?.open) box.current?.showModal();
    if (!open) box.current?.close();
  }, [open]);
  return (
    <dialog
      ref={box}
      aria-labelledby={id}
      // The browser tells late that it has closed; until then who asks again at once would not be heard.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => !box.current?.open && onClose()}
      className="m-auto w-[min(32rem,calc(100vw-2rem))] rounded-lg border border-edge bg-panel p-5 text-text"
    >
      {open && (
        <>
          <h2 id={id} className="mb-2 text-lg font-semibold">
            {title}
          </h2>
          {children}
        </>
      )}
    </dialog>
  );
}

/** Profit with its sign and its colour; never the colour alone. */
export function Profit({ value, shown }: { value: number; shown: string }) {
  const colour = value > 0 ? "text-up" : value < 0 ? "text-down" : "text-text";
  return <span className={colour}>{shown}</span>;
}

export function Row({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-3 border-line border-b py-1.5 last:border-0">
      <dt className="flex items-center gap-1 text-sm text-muted">
        {label}
        {help && <Help what={label}>{help}</Help>}
      </dt>
      <dd className="text-right text-sm font-medium">{children}</dd>
    </div>
  );
}

/** What is wider or longer than its place; who has no mouse scrolls it with the keyboard. */
export function Scroller({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms, and a section a landmark too many
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached
    <div role="group" aria-label={label} tabIndex={0} className={`relative ${className}`}>
      {children}
    </div>
  );
}
