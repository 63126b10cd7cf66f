import { useEffect, useRef } from "react";

export interface DeleteConfirmProps {
  question: string;
  busy: boolean;
  onDelete: () => void;
  onKeep: () => void;
}

// Asks once more. What keeps everything as it is has the focus.
export function DeleteConfirm({ question, busy, onDelete, onKeep }: DeleteConfirmProps) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <div className="banner" role="alertdialog" aria-label="Delete for good?">
      <span>{question}</span>
      <span className="banner-actions">
        <button type="button" className="button" ref={keep} onClick={onKeep}>
          Keep it
        </button>
        <button type="button" className="button button-danger" disabled={busy} onClick={onDelete}>
          {busy ? "Deleting…" : "Delete for good"}
        </button>
      </span>
    </div>
  );
}
