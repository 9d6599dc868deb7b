export default function RootLayout({ children }) {
  return (
    <html lang="en">
      <head>
        <link rel="icon" href="data:," />
        <script src="/harness/probe.js" />
        <script src="/harness/segment.js" />
      </head>
      <body>{children}</body>
    </html>
  );
}
