import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { firstSpoken, LANGUAGES } from "../../common/languages";
import { type CannedReply, matching, saidIn } from "../canned";
import { useConsole } from "../context";

interface CannedRepliesProps {
  /** Of the conversation; another can be taken. */
  language: string;
  choose(text: string): void;
  close(): void;
}

/** Replies to start from, above the field: one types to search, and chooses with the arrows and Enter or the pointer. */
export function CannedReplies({ language, choose, close }: CannedRepliesProps) {
  const { state, texts } = useConsole();
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [spoken, setSpoken] = useState(firstSpoken([language]));
  const [query, setQuery] = useState("");
  const [index, setIndex] = useState(0);
  const found = matching(state.canned, query);
  const current = found[index];

  useLayoutEffect(() => field.current?.focus(), []); // before the next key
  useEffect(() => box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [index]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") return close();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.target !== field.current || !(step || event.key === "Enter")) return;
    event.preventDefault();
    if (step && found.length) setIndex((index + step + found.length) % found.length);
    else if (!step && current) choose(saidIn(current, spoken));
  };

  return (
    <div ref={box} class="canned" role="dialog" aria-label={texts.canned} data-testid="canned" onKeyDown={onKeyDown}>
      <div class="canned-head">
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="canned-list"
          aria-activedescendant={current && idOf(current)}
          aria-autocomplete="list"
          aria-label={texts.searchCanned}
          placeholder={texts.searchCanned}
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            setIndex(0);
          }}
        />
        <select
          aria-label={texts.cannedLanguage}
          data-testid="canned-language"
          value={spoken}
          onChange={(event) => setSpoken(event.currentTarget.value)}
        >
          {LANGUAGES.map(({ code, name }) => (
            <option value={code} lang={code} key={code}>
              {name}
            </option>
          ))}
        </select>
        <button type="button" class="button small" onClick={close}>
          {texts.cancel}
        </button>
      </div>
      <ul id="canned-list" role="listbox" aria-label={texts.canned}>
        {found.map((reply, place) => (
          <li
            key={reply.shortcut}
            id={idOf(reply)}
            role="option"
            aria-selected={place === index}
            data-testid="canned-reply"
            onClick={() => choose(saidIn(reply, spoken))}
          >
            <strong>{reply.title}</strong> <span class="muted">/{reply.shortcut}</span>
            <span class="canned-text" lang={spoken} dir="auto">
              {saidIn(reply, spoken)}
            </span>
          </li>
        ))}
      </ul>
      <p class="muted" role="status">
        {!found.length && texts.noCanned}
      </p>
    </div>
  );
}

function idOf({ shortcut }: CannedReply): string {
  return `canned-${shortcut}`;
}
