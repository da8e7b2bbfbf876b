"use client";
import { type ReactNode, useEffect, useState } from "react";
import { Banners } from "@/components/Banners";
import { Header } from "@/components/Header";
import { useTheme, useTitleBadge } from "@/components/hooks";
import { Toasts } from "@/components/Toasts";
import { WebSocketProvider } from "@/components/useWebSocket";
import { useText } from "@/i18n";
import { recallPreferences, usePreferences } from "@/state/preferences";

export function Shell({ children }: { children: ReactNode }) {
  const t = useText();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    recallPreferences();
    setReady(true);
  }, []);
  return (
    <WebSocketProvider>
      {ready && <Appearance />}
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-panel focus:p-2"
      >
        {t("skip")}
      </a>
      <Header />
      <main id="content" tabIndex={-1} className="mx-auto max-w-[100rem] px-3 py-4 outline-none sm:px-6">
        <Banners />
        {children}
      </main>
      <footer className="mx-auto max-w-[100rem] px-3 pb-6 text-xs text-muted sm:px-6">
        <a href="https://www.tradingview.com/" rel="noreferrer" className="underline">
          {t("odd.charts")}
        </a>
      </footer>
      <Toasts />
      <noscript>This page needs JavaScript. · Esta página precisa de JavaScript.</noscript>
    </WebSocketProvider>
  );
}

function Appearance() {
  useTitleBadge();
  const [theme, palette] = useTheme().split(" ");
  const { language, introSeen } = usePreferences();
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset.theme = theme;
    dataset.palette = palette;
    dataset.intro = introSeen ? "seen" : "";
    document.documentElement.lang = language;
  }, [theme, palette, language, introSeen]);
  return null;
}
