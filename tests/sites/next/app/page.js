import Link from "next/link";

export default function Page() {
  return <p>Welcome. <Link href="/docs/start/">The docs</Link></p>;
}
