// Drives the official socket.io-client: commands and events are JSON lines over stdio.
//   in:  {id, op: "connect"|"emit"|"raw"|"drop"|"reconnect"|"close", socket, …}
//   out: {id, result} or {id, failure}, and {socket, event, data} for what happens by itself
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../widget/package.json", import.meta.url));
const { io } = require("socket.io-client");

const sockets = new Map();
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
// JSON has no binary: {"$binary": "text"} stands for its bytes.
const revive = (key, value) => (value?.$binary !== undefined ? Buffer.from(value.$binary) : value);

const operations = {
  connect({ socket: name, url, options }) {
    const socket = io(url, { transports: ["websocket"], forceNew: true, reconnectionDelay: 100, reconnectionDelayMax: 300, ...options });
    sockets.set(name, socket);
    const tell = (event) => (data) => say({ socket: name, event, data });
    socket.on("connect", tell("$connect"));
    socket.on("disconnect", tell("$disconnect"));
    socket.on("connect_error", (error) => say({ socket: name, event: "$refused", data: error.data ?? { message: error.message } }));
    socket.onAny((event, data) => say({ socket: name, event, data }));
  },
  emit({ socket, event, args, seconds }) {
    return sockets.get(socket).timeout(seconds * 1000).emitWithAck(event, ...args);
  },
  raw({ socket, frame }) {
    sockets.get(socket).io.engine.transport.ws.send(frame);
  },
  drop({ socket }) {
    sockets.get(socket).io.engine.transport.ws.terminate();
  },
  reconnect({ socket: name, auth }) {
    const socket = sockets.get(name);
    if (auth) socket.auth = auth;
    socket.disconnect().connect();
  },
  close({ socket }) {
    sockets.get(socket).disconnect();
  },
};

const lines = createInterface({ input: process.stdin });
lines.on("close", () => process.exit());
lines.on("line", async (line) => {
  const command = JSON.parse(line, revive);
  try {
    say({ id: command.id, result: (await operations[command.op](command)) ?? null });
  } catch (error) {
    say({ id: command.id, failure: String(error.message ?? error) });
  }
});
