import { Link } from "react-router-dom";
import { useTitle } from "./use_title";

export function NotFoundPage() {
  useTitle("Not found");
  return (
    <div className="page">
      <div className="notice">
        <h1>There is no such page</h1>
        <p>
          Perhaps the game was merged with another record, or the address was mistyped. Go to the{" "}
          <Link to="/" className="link">
            odds board
          </Link>
          .
        </p>
      </div>
    </div>
  );
}
