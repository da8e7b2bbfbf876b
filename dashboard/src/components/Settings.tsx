"use client";
import { useEffect, useState } from "react";
import { AppearanceForm } from "@/components/AppearanceForm";
import { Field } from "@/components/Field";
import { LadderPreview } from "@/components/LadderPreview";
import { Dialog, Panel, Skeleton } from "@/components/parts";
import { useWebSocket } from "@/components/useWebSocket";
import { Versions } from "@/components/Versions";
import { useText } from "@/i18n";
import { serverText } from "@/i18n/server";
import { changesOf, type Draft, draftOf, holdsNow, LIMITS, type Name, STRATEGY } from "@/state/draft";
import { usePreferences } from "@/state/preferences";
import { useStore } from "@/state/store";

export function Settings() {
  const t = useText();
  const language = usePreferences((preferences) => preferences.language);
  const stored = useStore((state) => state.known?.settings);
  const live = useStore((state) => state.link.phase === "live");
  const say = useStore((state) => state.say);
  const { updateSettings } = useWebSocket();
  const [draft, setDraft] = useState<Draft>();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [asking, setAsking] = useState(false);
  const [sending, setSending] = useState(false);
  /** The version that a change which the server has taken replaces. */
  const [replaced, setReplaced] = useState<number>();

  useEffect(() => {
    if (stored) setDraft((present) => present ?? draftOf(stored));
  }, [stored]);

  // The server's yes and the new settings come each by its own way, in either order.
  useEffect(() => {
    if (!stored || replaced === undefined || stored.version === replaced) return;
    setReplaced(undefined);
    setDraft(draftOf(stored));
    say("success", t("settings.stored", { version: stored.version }));
  }, [stored, replaced, say, t]);

  const title = <h1 className="mb-4 text-lg font-semibold">{t("settings.title")}</h1>;
  if (!stored || !draft)
    return (
      <>
        {title}
        <Skeleton className="h-[40rem]" />
      </>
    );
  const changes = changesOf(draft, stored);
  const changed = Object.keys(changes) as Name[];
  const store = async () => {
    if (sending) return;
    setSending(true);
    try {
      const bad = await updateSettings(changes);
      setErrors(bad);
      if (Object.keys(bad).length === 0) setReplaced(stored.version);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say("error", t("control.failed", { reason: serverText(reason, language) }));
    } finally {
      setSending(false);
      setAsking(false);
    }
  };
  const field = (name: Name) => (
    <Field
      key={name}
      name={name}
      value={draft[name]}
      error={errors[name]}
      changed={name in changes}
      onChange={(value) => {
        setDraft({ ...draft, [name]: value });
        const { [name]: _, ...others } = errors;
        setErrors(others);
      }}
    />
  );
  return (
    <>
      {title}
      <div className="grid gap-4 xl:grid-cols-2">
        <form
          className="flex flex-col gap-4"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (changed.length > 0 && live) setAsking(true);
          }}
        >
          <Panel title={t("settings.strategy")}>
            <div className="grid gap-4 sm:grid-cols-2">{STRATEGY.map(field)}</div>
          </Panel>
          <Panel title={t("settings.limits")}>
            <div className="grid gap-4 sm:grid-cols-2">{LIMITS.map(field)}</div>
          </Panel>
          <div className="sticky bottom-0 z-10 flex flex-wrap items-center justify-end gap-2 rounded-lg border border-line bg-panel p-3">
            {changed.length === 0 && (
              <span className="mr-auto text-sm text-muted">{t("settings.nothing")}</span>
            )}
            <button
              type="button"
              className="button"
              disabled={changed.length === 0}
              onClick={() => {
                setDraft(draftOf(stored));
                setErrors({});
              }}
            >
              {t("settings.discard")}
            </button>
            <button type="submit" className="button button-strong" disabled={changed.length === 0 || !live}>
              {t("settings.save")}
            </button>
          </div>
        </form>
        <LadderPreview changes={changes} />
        <Versions
          version={stored.version}
          onRestore={(values) => {
            setDraft(draftOf(values));
            setErrors({});
          }}
        />
        <AppearanceForm />
      </div>
      <Dialog open={asking} title={t("settings.diffTitle")} onClose={() => setAsking(false)}>
        <Diff changed={changed} draft={draft} before={draftOf(stored)} changes={changes} />
        <div className="flex justify-end gap-2">
          <button type="button" className="button" onClick={() => setAsking(false)}>
            {t("control.cancel")}
          </button>
          <button type="button" className="button button-strong" disabled={sending} onClick={store}>
            {sending ? t("control.working") : t("settings.store")}
          </button>
        </div>
      </Dialog>
    </>
  );
}

interface DiffProps {
  changed: Name[];
  draft: Draft;
  before: Draft;
  changes: Partial<Record<Name, unknown>>;
}

function Diff({ changed, draft, before, changes }: DiffProps) {
  const t = useText();
  const open = useStore((state) => state.known?.position.in_position ?? false);
  const said = (text: string) => {
    if (text === "") return t("settings.offValue");
    if (text === "true") return t("settings.on");
    if (text === "false") return t("settings.off");
    return /^[a-z]+$/.test(text) ? t(`settings.option.${text}`) : text;
  };
  return (
    <ul className="mb-4 space-y-2 text-sm">
      {changed.map((name) => (
        <li key={name}>
          <strong>{t(`settings.field.${name}`)}</strong>:{" "}
          <del className="text-down">{said(before[name])}</del> →{" "}
          <ins className="text-up no-underline">{said(draft[name])}</ins>
          <span className="block text-xs text-muted">
            {t(!open || holdsNow(name, changes[name]) ? "settings.now" : "settings.later")}
          </span>
        </li>
      ))}
    </ul>
  );
}
