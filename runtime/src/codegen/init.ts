/** A request as its sender gives it: properties that have a default may be left out. */
export type Init<Request, Defaulted extends keyof Request> = Omit<Request, Defaulted> & {
  [Name in Defaulted]?: Request[Name] | undefined;
};
