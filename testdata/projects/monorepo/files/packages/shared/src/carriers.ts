export const carriers = ["dhl", "dpd"] as const;
export type Carrier = (typeof carriers)[number];
