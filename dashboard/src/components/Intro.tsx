"use client";
import { useFormats } from "@/components/hooks";
import { useText } from "@/i18n";
import { usePreferences } from "@/state/preferences";
import { useStore } from "@/state/store";

/** Four sentences for the first visit: a streak, a level, a payout, the expected loss. */
export function Intro() {
  const t = useText();
  const { money, percent, count } = useFormats();
  const { introSeen, set } = usePreferences();
  const settings = useStore((state) => state.known?.settings);
  const preview = useStore((state) => state.preview);
  if (introSeen)
    return (
      <p className="mb-2 h-6 text-right">
        <button
          type="button"
          className="text-xs text-muted underline"
          onClick={() => set({ introSeen: false })}
        >
          {t("intro.show")}
        </button>
      </p>
    );
  const loaded = settings && preview;
  const values = loaded && {
    threshold: settings.delay_threshold,
    levels: settings.max_level,
    rate: percent(preview.payout_rate * 100, 1),
    breakEven: percent(preview.break_even),
    loss: money(Math.max(0, -preview.expected)),
    oneIn: count(preview.one_in),
    worst: money(-preview.worst_case),
  };
  return (
    <section aria-labelledby="intro" className="intro mb-4 rounded-lg border border-accent bg-panel p-4">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <h2 id="intro" className="font-semibold">
          {t("intro.title")}
        </h2>
        <button type="button" className="button" onClick={() => set({ introSeen: true })}>
          {t("intro.hide")}
        </button>
      </div>
      <ol
        className={`mt-2 grid list-decimal gap-x-8 gap-y-2 pl-5 text-sm md:grid-cols-2 ${loaded ? "" : "invisible"}`}
      >
        {["streak", "level", "payout", "expected"].map((name) => (
          <li key={name}>
            <Sentence text={t(`intro.${name}`, values)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Text with at most one `<b>` in it. */
function Sentence({ text }: { text: string }) {
  const [before, rest = ""] = text.split("<b>");
  const [bold, after] = rest.split("</b>");
  return (
    <>
      {before}
      <strong>{bold}</strong>
      {after}
    </>
  );
}
