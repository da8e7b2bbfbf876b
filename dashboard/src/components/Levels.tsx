"use client";
import { useFormats } from "@/components/hooks";
import { Empty, HeadCell, Panel, Profit, Scroller, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { useStore } from "@/state/store";

export function Levels({ className = "" }: { className?: string }) {
  const t = useText();
  const { count, number, profit } = useFormats();
  const levels = useStore((state) => state.levels);
  return (
    <Panel title={t("levels.title")} help={t("levels.help")} className={`min-h-72 ${className}`}>
      {!levels && <Skeleton className="h-56" />}
      {levels?.length === 0 && <Empty>{t("levels.empty")}</Empty>}
      {levels && levels.length > 0 && (
        <Scroller className="overflow-x-auto" label={t("levels.title")}>
          <table className="w-full text-xs sm:text-sm sm:[&_.cell-number]:px-1" data-testid="levels">
            <thead className="border-line border-b text-xs text-muted">
              <tr>
                {["level", "reached", "expected", "won", "lost", "profit"].map((name) => (
                  <HeadCell key={name} what={t(`levels.${name}`)} help={t(`levels.${name}_help`)} />
                ))}
              </tr>
            </thead>
            <tbody>
              {levels.map((row) => (
                <tr key={row.level} className="border-line border-b last:border-0">
                  <td className="cell-number">{row.level}</td>
                  <td className="cell-number">{count(row.reached)}</td>
                  <td className="cell-number text-muted">{number(row.expected)}</td>
                  <td className="cell-number">{count(row.won)}</td>
                  <td className="cell-number">{count(row.lost)}</td>
                  <td className="cell-number">
                    <Profit value={row.profit} shown={profit(row.profit)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </Panel>
  );
}
