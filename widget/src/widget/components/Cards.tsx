import { useRef } from "preact/hooks";
import { IconButton } from "../../common/IconButton";
import { BackIcon, NextIcon } from "../../common/icons";
import { safeUrl } from "../../common/markup";
import type { Card } from "../../common/protocol";
import { Link } from "../../common/rich";
import { useUi } from "../context";
import { Buttons } from "./Buttons";

/** A row of cards to scroll sideways, by touch, keyboard or the arrows. */
export function Cards({ cards }: { cards: Card[] }) {
  const { texts } = useUi();
  const list = useRef<HTMLUListElement>(null);
  const turn = (by: 1 | -1) => {
    const element = list.current;
    if (!element) return;
    const towardsEnd = getComputedStyle(element).direction === "rtl" ? -by : by;
    element.scrollBy({ left: towardsEnd * element.clientWidth * 0.8, behavior: motion() });
  };
  return (
    <div class="cards" role="group" aria-label={texts.cards(cards.length)} data-testid="cards">
      <ul ref={list} class="card-list" tabIndex={0} aria-label={texts.cards(cards.length)}>
        {cards.map((card) => (
          <li class="card" data-testid="card">
            <CardBody card={card} />
          </li>
        ))}
      </ul>
      {cards.length > 1 && (
        <div class="turns">
          <IconButton label={texts.previous} onClick={() => turn(-1)}>
            <BackIcon />
          </IconButton>
          <IconButton label={texts.next} onClick={() => turn(1)}>
            <NextIcon />
          </IconButton>
        </div>
      )}
    </div>
  );
}

function CardBody({ card }: { card: Card }) {
  const { texts } = useUi();
  const image = card.image_url && safeUrl(card.image_url, document.baseURI);
  return (
    <>
      {image && <img class="card-image" src={image} alt="" loading="lazy" />}
      <div class="card-text">
        <h3 class="card-title" dir="auto">
          {card.url ? (
            <Link url={card.url} newTab={texts.newTab}>
              {card.title}
            </Link>
          ) : (
            card.title
          )}
        </h3>
        {card.subtitle && (
          <p class="card-subtitle" dir="auto">
            {card.subtitle}
          </p>
        )}
      </div>
      {card.buttons && <Buttons buttons={card.buttons} answerable />}
    </>
  );
}

function motion(): ScrollBehavior {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}
