import carriers from "@parcels/shared/data/carriers.json";

export default function Page() {
  return <ul>{carriers.map((name) => <li key={name}>{name}</li>)}</ul>;
}
