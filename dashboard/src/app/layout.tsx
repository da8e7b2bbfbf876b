import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { Shell } from "@/components/Shell";
import "./globals.css";

export const metadata: Metadata = {
  title: "Abutre",
  description: "What the bot is doing, whether the money is real, and what it may lose",
  icons: { icon: "data:," },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

// Before the first paint, so that nobody who likes it light sees it dark first.
const THEME = `try{var p=JSON.parse(localStorage.getItem("abutre")||"{}").state||{},t=p.theme;
if(t!=="dark"&&t!=="light")t=matchMedia("(prefers-color-scheme: light)").matches?"light":"dark";
document.documentElement.dataset.theme=t;document.documentElement.dataset.palette=p.palette||"teal";
if(p.introSeen)document.documentElement.dataset.intro="seen"}catch(e){}`;

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant, and its hash stands in the CSP */}
        <script dangerouslySetInnerHTML={{ __html: THEME }} />
      </head>
      <body>
        <Shell>{children}</Shell>
      </body>
    </html>
  );
}
