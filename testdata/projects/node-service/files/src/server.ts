import Fastify from "fastify";
import { listOrders, Order } from "./orders.js";

const app = Fastify({ logger: true });

app.get("/health", async () => ({ ok: true }));
app.get("/orders", async (): Promise<Order[]> => listOrders());

await app.listen({ port: Number(process.env.PORT ?? 3000), host: "0.0.0.0" });
