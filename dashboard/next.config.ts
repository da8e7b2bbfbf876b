import type { NextConfig } from "next";

// The export is served by the bot, so nothing here may need a Node server; a fixed id makes two builds equal.
const config: NextConfig = {
  output: "export",
  trailingSlash: true,
  images: { unoptimized: true },
  generateBuildId: () => "abutre",
  reactStrictMode: true,
  devIndicators: false,
};

export default config;
