import { useEffect, useState } from "preact/hooks";
import { mayAct } from "../rights";
import { useRoom } from "../ui";

/** Takes files that are dropped on the chat; says whether some hover above it. */
export function useDrop(take: (files: FileList) => void): boolean {
  const { connection } = useRoom();
  const [over, setOver] = useState(false);
  useEffect(() => {
    const host = document.querySelector<HTMLElement>("pandityatra-chat");
    if (!host) return;
    const hasFiles = (event: DragEvent) => Boolean(event.dataTransfer?.types.includes("Files")) && mayAct(connection.state);
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!host.contains(event.relatedTarget as Node | null)) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) take(event.dataTransfer.files);
    };
    host.addEventListener("dragover", onOver);
    host.addEventListener("dragleave", onLeave);
    host.addEventListener("drop", onDrop);
    return () => {
      host.removeEventListener("dragover", onOver);
      host.removeEventListener("dragleave", onLeave);
      host.removeEventListener("drop", onDrop);
    };
  }, [connection]);
  return over;
}
