import type { Attachment } from "../../common/protocol";
import type { RoomTexts } from "../../texts/room";
import type { Files } from "../files";

/** What it takes to draw a file of a message. */
export interface AttachmentProps {
  attachment: Attachment;
  files: Files;
  words: RoomTexts;
}
