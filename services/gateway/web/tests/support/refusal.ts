// What a service answers instead of what it was asked for.
export class Refusal {
  constructor(
    readonly code: number,
    readonly status: string,
    readonly message: string,
  ) {}
}
