"use client";
import { useEffect, useState } from "react";
import { useFormats } from "@/components/hooks";
import { Panel, Scroller, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { changesOf, draftOf, type Name, type Values } from "@/state/draft";
import { read } from "@/wire/rest";
import type { ListPayloadSettingsVersionPayload, SettingsVersionPayload } from "@/wire/types";

interface VersionsProps {
  version: number;
  onRestore(values: Values): void;
}

/** Every version that was stored, and what it changed; an old one is loaded into the form, not stored. */
export function Versions({ version, onRestore }: VersionsProps) {
  const t = useText();
  const { time } = useFormats();
  const [found, setFound] = useState<SettingsVersionPayload[]>();
  const [failed, setFailed] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version makes a new history
  useEffect(() => {
    read<ListPayloadSettingsVersionPayload>("/api/settings/history").then(
      ({ items }) => setFound(items),
      (error: Error) => setFailed(error.message),
    );
  }, [version]);
  return (
    <Panel title={t("settings.history")}>
      {failed && <p role="alert">{t("trades.failed", { reason: failed })}</p>}
      {!found && !failed && <Skeleton className="h-32" />}
      <Scroller className="max-h-80 overflow-y-auto" label={t("settings.history")}>
        <ul className="divide-y divide-line text-sm" data-testid="versions">
          {found?.map((row, index) => (
            <li key={row.version} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
              <strong>{t("settings.version", { version: row.version })}</strong>
              <span className="text-xs text-muted">
                {row.stored_at
                  ? t("settings.storedAt", { time: time(row.stored_at) })
                  : t("settings.defaults")}
              </span>
              <Changed row={row} before={found[index + 1]} />
              <span className="ml-auto">
                {row.version === version ? (
                  <span className="text-xs text-muted">{t("settings.current")}</span>
                ) : (
                  <button type="button" className="button" onClick={() => onRestore(row)}>
                    {t("settings.restore")}
                  </button>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Scroller>
    </Panel>
  );
}

function Changed({
  row,
  before,
}: {
  row: SettingsVersionPayload;
  before: SettingsVersionPayload | undefined;
}) {
  const t = useText();
  if (!before) return null;
  const names = Object.keys(changesOf(draftOf(row), before)) as Name[];
  return <span className="text-xs">{names.map((name) => t(`settings.field.${name}`)).join(", ")}</span>;
}
