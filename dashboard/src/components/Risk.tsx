"use client";
import { useFormats } from "@/components/hooks";
import { useText } from "@/i18n";
import { useStore } from "@/state/store";

/** What this bet is expected to cost, by the server's arithmetic; on the page and not in a footnote. */
export function Risk() {
  const t = useText();
  const { money, percent, count } = useFormats();
  const preview = useStore((state) => state.preview);
  const kind = preview?.reach === 0 ? "none" : preview && preview.expected > 0 ? "gain" : "text";
  return (
    <section
      aria-label={t("risk.title")}
      className="mb-4 min-h-16 rounded-lg border border-line border-l-4 border-l-warn bg-panel px-4 py-3 text-sm"
      data-testid="risk"
    >
      <h2 className="mr-2 inline font-semibold">{t("risk.title")}</h2>
      {/* Takes its place before its numbers are known. */}
      <p className={`inline ${preview ? "" : "invisible"}`}>
        {t(
          `risk.${kind}`,
          preview && {
            rate: percent(preview.payout_rate * 100, 1),
            loss: money(Math.abs(preview.expected)),
            oneIn: count(preview.one_in),
            worst: money(-preview.worst_case),
            count: preview.reach,
          },
        )}
      </p>
    </section>
  );
}
