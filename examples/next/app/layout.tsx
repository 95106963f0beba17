import type { Metadata } from "next";
import type { ReactNode } from "react";
import "./shop.css";

export const metadata: Metadata = { title: "model-3d in Next", icons: { icon: "data:," } };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
