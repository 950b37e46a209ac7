// A plain Socket.IO server that stores each message, journaled, before it sends it to the room.
import { createServer } from "node:http";
import { MongoClient } from "mongodb";
import { Server } from "socket.io";

const { PORT, MONGO_URL, MONGO_DB } = process.env;
const client = await new MongoClient(MONGO_URL).connect();
const durable = { writeConcern: { w: "majority", j: true } };
const messages = client.db(MONGO_DB).collection("messages", durable);
await messages.createIndex({ room: 1, _id: 1 });

const http = createServer((_, response) => response.end("ok"));
const io = new Server(http, { serveClient: false, transports: ["websocket"] });
io.of("/chat").on("connection", (socket) => {
  const { room, person } = socket.handshake.auth;
  socket.join(room);
  socket.on("message", async ({ text }, acknowledge) => {
    const message = { room, sender: person, text, at: new Date() };
    await messages.insertOne(message);
    socket.nsp.to(room).emit("message", message);
    acknowledge({ id: message._id });
  });
});
http.listen(Number(PORT), "127.0.0.1");
