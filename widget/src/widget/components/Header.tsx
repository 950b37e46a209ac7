import { IconButton } from "../../common/IconButton";
import { BackIcon, CloseIcon, GlobeIcon, LampIcon, PersonIcon } from "../../common/icons";
import { LANGUAGES } from "../../common/languages";
import { titleFor } from "../../common/spoken";
import { useUi } from "../context";
import { nameOf } from "../names";
import { agentHere } from "../queries";

export function Header() {
  const { state, texts, connection, inline, room, setOpen, enter } = useUi();
  const inRoom = state.mode === "room";
  return (
    <div class="header">
      {inRoom ? (
        <IconButton label={texts.backToGuide} data-testid="back-to-guide" onClick={() => enter(null)}>
          <BackIcon />
        </IconButton>
      ) : (
        <span class="avatar">
          <LampIcon />
        </span>
      )}
      <div class="heading">
        <h2 id="title" class="title" data-testid="title" dir="auto">
          {inRoom ? titleFor(state.room, texts.code) || texts.room : texts.guide}
        </h2>
        <p class="subtitle" data-testid="subtitle">
          <Subtitle />
        </p>
      </div>
      <LanguageMenu />
      {!inRoom && state.status === "pending" && (
        <IconButton label={texts.talkToHuman} data-testid="handoff" onClick={() => connection.handOff()}>
          <PersonIcon />
        </IconButton>
      )}
      {room && <room.Menu />}
      {!inline && (
        <IconButton label={texts.close} data-testid="close" onClick={() => setOpen(false)}>
          <CloseIcon />
        </IconButton>
      )}
    </div>
  );
}

/** Who is in the room, or whether the guide or a human answers. */
function Subtitle() {
  const { state, texts, room } = useUi();
  if (state.mode === "room") return room ? <room.Presence /> : <>{state.room?.booking_id}</>;
  const agent = agentHere(state);
  return <>{agent ? texts.withAgent(nameOf(texts, agent)) : texts.guideSubtitle}</>;
}

/** A browser's own menu below an icon: it works with every keyboard, screen reader and phone. */
function LanguageMenu() {
  const { texts, connection } = useUi();
  return (
    <label class="icon-button language" title={texts.language}>
      <GlobeIcon />
      <select
        data-testid="language"
        aria-label={texts.language}
        value={texts.code}
        onChange={(event) => connection.setLanguage(event.currentTarget.value)}
      >
        {LANGUAGES.map(({ code, name }) => (
          <option value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
