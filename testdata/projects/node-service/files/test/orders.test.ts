import { expect, test } from "vitest";
import { listOrders } from "../src/orders.js";

test("a new shop has no orders", async () => {
  expect(await listOrders()).toEqual([]);
});
