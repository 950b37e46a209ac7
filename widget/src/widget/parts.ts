import type { ComponentChildren, ComponentType } from "preact";
import type { Message } from "../common/protocol";
import type { RoomTexts } from "../texts/room";
import type { FetchScript, Tables } from "../texts/tables";

/** What `room.js` adds where people talk to people: in rooms, and in a conversation with a human. */
export interface RoomParts {
  /** Of what is drawn by these. */
  styles: string;
  texts: Tables<RoomTexts>;
  /** Around a message's words: what it answers, its file, reactions, what can be done with it. */
  Around: ComponentType<{ message: Partial<Message>; children: ComponentChildren }>;
  /** With files, voice, replies and corrections. */
  Composer: ComponentType;
  /** In the header: search, download, notifications. */
  Menu: ComponentType;
  /** Covers the messages while one searches. */
  Panel: ComponentType;
  /** In the header: who is here, or has left. */
  Presence: ComponentType;
}

export interface RoomUi extends Omit<RoomParts, "texts" | "styles"> {
  texts: RoomTexts;
}

/** Fetches the script once, and the texts in a language; `style` gets its style sheet. */
export function roomLoader(fetchScript: FetchScript, style: (css: string) => void): (language: string) => Promise<RoomUi> {
  let parts: Promise<RoomParts> | undefined;
  const fetched = async () => {
    await fetchScript("widget/room.js");
    if (!globalThis.PanditYatraRoom) throw new Error("room.js did not run");
    style(globalThis.PanditYatraRoom.styles);
    return globalThis.PanditYatraRoom;
  };
  return async (language) => {
    parts ??= fetched();
    try {
      const loaded = await parts;
      return { ...loaded, texts: await loaded.texts.for(language, fetchScript) };
    } catch (error) {
      parts = undefined; // asked for again the next time
      throw error;
    }
  };
}

declare global {
  /** Where `room.js` leaves its parts. */
  var PanditYatraRoom: RoomParts | undefined;
}
