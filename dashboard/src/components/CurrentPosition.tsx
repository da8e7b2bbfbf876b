"use client";
import { useFrozen } from "@/components/Banners";
import { useFormats } from "@/components/hooks";
import { Help, Panel, Row, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { useStore } from "@/state/store";

const HIGH_LEVEL = 7;

export function CurrentPosition() {
  const t = useText();
  const { money } = useFormats();
  const position = useStore((state) => state.known?.position);
  const threshold = useStore((state) => state.known?.settings.delay_threshold);
  const preview = useStore((state) => state.preview);
  const paper = useStore((state) => state.known?.bot_status.status === "PAUSED");
  const stopped = useStore((state) => state.known?.bot_status.status === "STOPPED");
  const room = preview && (
    <>
      <Row label={t("position.room")} help={t("position.room_help")}>
        {money(preview.drawdown_room)}
      </Row>
      <Row label={t("position.daily")} help={t("position.daily_help")}>
        {preview.daily_room === null ? t("position.off") : money(preview.daily_room)}
      </Row>
    </>
  );
  return (
    <Panel
      title={t("position.title")}
      aside={paper && t("position.paper")}
      className="min-h-72 xl:min-h-[24rem]"
    >
      {!position ? (
        <Skeleton className="h-72" />
      ) : position.in_position ? (
        <>
          <Open />
          <dl className="border-line border-t">{room}</dl>
        </>
      ) : (
        <div className="flex flex-1 flex-col">
          <div
            className="flex flex-1 flex-col items-center justify-center gap-1 text-center"
            data-testid="waiting"
          >
            <span aria-hidden="true" className="text-2xl text-muted">
              ◔
            </span>
            {!stopped && <strong>{t("position.waiting")}</strong>}
            <span className="text-sm text-muted">
              {stopped ? t("position.stopped") : t("position.waitingText", { threshold })}
            </span>
          </div>
          <dl>{room}</dl>
        </div>
      )}
    </Panel>
  );
}

function Open() {
  const t = useText();
  const { money, time } = useFormats();
  const position = useStore((state) => state.known?.position);
  const most = useStore((state) => state.known?.settings.max_level ?? 1);
  const worst = useStore((state) => state.preview?.running_worst_case);
  const frozen = useFrozen();
  if (!position) return null;
  const { current_level: level, direction } = position;
  const call = direction === "CALL";
  const high = level >= HIGH_LEVEL;
  return (
    <div data-testid="in-position">
      <p className={`font-semibold ${call ? "text-up" : "text-down"}`}>
        <span aria-hidden="true">{call ? "▲" : "▼"}</span> {t(call ? "position.call" : "position.put")}
      </p>
      <p className="mb-3 text-xs text-muted">
        {t("position.entry", {
          time: time(position.entry_timestamp ?? ""),
          streak: position.entry_streak_size,
        })}
      </p>
      <p className="mb-1 flex items-center gap-1 text-sm font-medium" data-testid="level">
        {t("position.level", { level, max: most })}
        <Help what={t("levels.level")}>{t("position.level_help")}</Help>
      </p>
      <progress
        className={high ? "text-down" : undefined}
        value={level}
        max={most}
        aria-label={t("position.level", { level, max: most })}
      />
      <p className="min-h-5 text-xs text-warn">
        {high && (
          <>
            <span aria-hidden="true">! </span>
            {t("position.high")}
          </>
        )}
      </p>
      {frozen && <p className="my-2 rounded border border-down p-2 text-sm">{t("position.frozen")}</p>}
      <dl>
        <Row label={t("position.stake")} help={t("position.stake_help")}>
          {money(position.current_stake)}
        </Row>
        <Row label={t("position.loss")} help={t("position.loss_help")}>
          {money(position.total_loss)}
        </Row>
        <Row label={t("position.next")} help={t("position.next_help")}>
          {position.next_stake > 0 ? money(position.next_stake) : t("position.noNext")}
        </Row>
        <Row label={t("position.worst")} help={t("position.worst_help")}>
          {worst === undefined || worst === null ? "–" : money(worst)}
        </Row>
      </dl>
    </div>
  );
}
