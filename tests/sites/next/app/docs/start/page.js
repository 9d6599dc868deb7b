export default function Page() {
  return <p>The docs.</p>;
}
