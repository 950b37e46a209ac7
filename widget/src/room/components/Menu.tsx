import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../common/IconButton";
import { bookingHere } from "../../widget/queries";
import { Archive } from "../archive";
import { BellIcon, DownloadIcon, EyeIcon, MoreIcon, SearchIcon } from "../icons";
import { Push } from "../push";
import { useRoom } from "../ui";
import { Item } from "./Actions";
import { Popup } from "./Popup";

/** In the header: what can be done with the whole conversation. */
export function Menu() {
  const { state, texts, words, desk, pushWorker } = useRoom();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (pushWorker && state.me) Push.follow(desk.files, pushWorker, texts.code).catch(() => {}); // told again the next time
  }, [texts.code, state.me?.id]);

  const staff = state.me?.role === "agent" || state.me?.role === "admin";
  const after = (act: () => void) => () => {
    setOpen(false);
    button.current?.focus();
    act();
  };
  const download = (format: "text" | "json") =>
    after(() => {
      const name = bookingHere(state) ?? words.fileName;
      const failed = () => desk.set({ problem: { code: "failed", message: "" } });
      new Archive(desk.files, bookingHere(state)).download(format, texts.code, name).catch(failed);
    });

  return (
    <>
      <IconButton
        ref={button}
        class="icon-button dots-button"
        label={words.menu}
        data-testid="room-menu"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <MoreIcon />
      </IconButton>
      {open && button.current && (
        <Popup label={words.menu} anchor={button.current} close={() => setOpen(false)}>
          <Item icon={<SearchIcon />} label={words.search} act={after(() => desk.set({ searching: true }))} />
          <Item icon={<DownloadIcon />} label={words.asText} act={download("text")} />
          <Item icon={<DownloadIcon />} label={words.asJson} act={download("json")} />
          <NotifyItem after={after} />
          {staff && state.mode === "room" && !state.watching && (
            <Item icon={<EyeIcon />} label={words.leave} act={after(() => void desk.join(false))} />
          )}
        </Popup>
      )}
    </>
  );
}

/** Only where host, gateway and browser have what it takes. */
function NotifyItem({ after }: { after(act: () => void): () => void }) {
  const { texts, words, desk, pushWorker } = useRoom();
  const [push, setPush] = useState<Push | null>(null);
  const [on, setOn] = useState(false);
  useEffect(() => {
    const find = async () => {
      const found = await Push.find(desk.files, pushWorker);
      setOn((await found?.isOn()) ?? false);
      setPush(found);
    };
    find().catch(() => {}); // what cannot be asked now is not offered
  }, []);
  if (!push) return null;

  const change = async () => {
    try {
      if (on) await push.turnOff();
      else if (!(await push.turnOn(texts.code))) desk.set({ problem: { code: "notifications_denied", message: "" } });
    } catch {
      desk.set({ problem: { code: "failed", message: "" } });
    }
  };
  return <Item icon={<BellIcon />} label={words.notify} checked={on} act={after(() => void change())} />;
}
