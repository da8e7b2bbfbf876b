"use client";
import Link from "next/link";
import { useText } from "@/i18n";

export function NotFound() {
  const t = useText();
  return (
    <section className="py-16 text-center">
      <h1 className="mb-4 text-xl font-semibold">{t("odd.notFound")}</h1>
      <Link className="button" href="/">
        {t("odd.home")}
      </Link>
    </section>
  );
}
