"use client";
import { useEffect, useState } from "react";
import { useFormats } from "@/components/hooks";
import { HeadCell, Panel, Profit, Row, Scroller, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { serverText } from "@/i18n/server";
import { type Name, queryOf } from "@/state/draft";
import { usePreferences } from "@/state/preferences";
import { useStore } from "@/state/store";
import { read } from "@/wire/rest";
import type { PreviewPayload } from "@/wire/types";

const TYPING = 300;

/** What the settings in the form mean: asked of the server, which runs the ladder and gate that trade. */
export function LadderPreview({ changes }: { changes: Partial<Record<Name, string | boolean | null>> }) {
  const t = useText();
  const { money, profit, count } = useFormats();
  const language = usePreferences((preferences) => preferences.language);
  const known = useStore((state) => state.known !== undefined);
  const version = useStore((state) => state.known?.settings.version);
  const [preview, setPreview] = useState<PreviewPayload>();
  const [failed, setFailed] = useState<string>();
  const query = JSON.stringify(queryOf(changes));

  // biome-ignore lint/correctness/useExhaustiveDependencies: other stored settings mean another preview
  useEffect(() => {
    if (!known) return;
    const ended = new AbortController();
    const timer = setTimeout(() => {
      read<PreviewPayload>("/api/preview", JSON.parse(query), ended.signal).then(
        (found) => {
          setPreview(found);
          setFailed(undefined);
        },
        (error: Error) => ended.signal.aborted || setFailed(error.message),
      );
    }, TYPING);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [known, query, version]);

  const losing = preview?.levels.find(({ won }) => won !== null && won < 0)?.level;
  return (
    <Panel title={t("settings.preview")}>
      {failed && (
        <p role="alert" className="mb-3 rounded border border-down p-2 text-sm">
          {t("settings.previewFailed", { reason: serverText(failed, language) })}
        </p>
      )}
      {!preview ? (
        !failed && <Skeleton className="h-80" />
      ) : (
        <div className={failed ? "opacity-50" : undefined} data-testid="preview">
          <dl className="mb-3">
            <Row label={t("settings.worst")} help={t("settings.worst_help")}>
              {money(preview.worst_case)}
            </Row>
            <Row label={t("settings.ruin")} help={t("settings.ruin_help")}>
              {t("settings.ruinValue", { count: count(preview.one_in) })}
            </Row>
            <Row label={t("settings.expected")} help={t("kpi.expected_help")}>
              <Profit value={preview.expected} shown={profit(preview.expected)} />
            </Row>
          </dl>
          <p className="mb-1 text-sm">
            {t("settings.reach", { reach: preview.reach, max: preview.levels.length })}
          </p>
          {losing !== undefined && (
            <p className="mb-3 text-sm text-warn">{t("settings.losing", { level: losing })}</p>
          )}
          <Ladder preview={preview} />
        </div>
      )}
    </Panel>
  );
}

function Ladder({ preview }: { preview: PreviewPayload }) {
  const t = useText();
  const { money, profit } = useFormats();
  return (
    <Scroller className="overflow-x-auto" label={t("settings.preview")}>
      <table className="w-full text-xs sm:text-sm">
        <thead className="border-line border-b text-xs text-muted">
          <tr>
            <HeadCell what={t("levels.level")} help={t("levels.level_help")} />
            {["stake", "total", "won"].map((name) => (
              <HeadCell key={name} what={t(`settings.${name}`)} help={t(`settings.${name}_help`)} />
            ))}
            <th className="cell">{t("settings.allowed")}</th>
          </tr>
        </thead>
        <tbody>
          {preview.levels.map(({ level, stake, total_loss, won, refused }) => (
            <tr key={level} className="border-line border-b last:border-0">
              <td className="cell-number">{level}</td>
              <td className="cell-number">{stake === null ? "–" : money(stake)}</td>
              <td className="cell-number">{money(total_loss)}</td>
              <td className="cell-number">
                {won === null ? "–" : <Profit value={won} shown={profit(won)} />}
              </td>
              <td className={`cell ${refused ? "text-down" : "text-muted"}`}>
                <span aria-hidden="true">{refused ? "✕" : "✓"}</span>{" "}
                {refused ? t(`reasons.${refused}`) : t("settings.ok")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}
