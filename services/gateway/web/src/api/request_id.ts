// Chooses the id under which a call may be repeated: a new one for each new content, the same one
// while the content stays, so that a retry makes nothing twice.
export class RequestIds {
  private content: string | undefined;
  private id = "";

  idFor(body: unknown): string {
    const content = JSON.stringify(body);
    if (content !== this.content) {
      this.content = content;
      this.id = randomText();
    }
    return this.id;
  }
}

// 128 random bits. `crypto.randomUUID` is missing where the page came over plain HTTP.
function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
