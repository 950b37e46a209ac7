/** The entry of `room.js`: leaves its parts where `widget.js` takes them. */

import { roomTexts } from "../texts/room";
import { Around } from "./components/Around";
import { Menu } from "./components/Menu";
import { Panel } from "./components/Panel";
import { Presence } from "./components/Presence";
import { RoomComposer } from "./components/RoomComposer";
import attachments from "../common/attachments.css";
import styles from "./room.css";

globalThis.PanditYatraRoom = {
  styles: attachments + styles,
  texts: roomTexts,
  Around,
  Menu,
  Panel,
  Presence,
  Composer: RoomComposer,
};
