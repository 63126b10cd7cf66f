import { useEffect, useRef, useState } from "react";
import type { RefObject } from "react";

// How wide an element is, so that a chart can be drawn in real pixels.
export function useWidth<T extends HTMLElement>(initial: number): [RefObject<T>, number] {
  const element = useRef<T>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    if (!element.current || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(
      ([entry]) => entry && setWidth(Math.round(entry.contentRect.width)),
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
