/** The gateway's HTTP API, as the pages use it. */

import type { Person, WireError } from "./protocol";

export interface Puja {
  id: string;
  name: string;
  summary: string;
  duration_minutes: number;
  price: number;
  currency: string;
  online: boolean;
}

export interface Product {
  id: string;
  name: string;
  description: string;
  price: number;
  currency: string;
  in_stock: boolean;
  image_url?: string;
}

export interface Booking {
  id: string;
  puja: string;
  title: string;
  starts_at: string;
  ends_at: string;
  city: string;
  city_name?: string;
  status: string;
  price: number;
  currency: string;
  video_url?: string;
  room: "early" | "open" | "closed";
  opens_at: string;
  pandit_name?: string;
  customer_name?: string;
}

export interface Order {
  id: string;
  /** Counts by product id. */
  items: Record<string, number>;
  status: string;
  placed_at: string;
  expected_at: string | null;
  total: number;
  currency: string;
}

export interface Help {
  language: string;
  title: string;
  sections: { anchor: string; title: string; text: string }[];
}

export interface SignedIn {
  token: string;
  expires_at: string;
  person: Person;
}

/** What the gateway answered instead of what was asked for. */
export class ApiError extends Error {
  constructor(readonly error: WireError) {
    super(error.message);
  }
}

export function signIn(username: string, password: string): Promise<SignedIn> {
  return call("/auth/token", { method: "POST", body: JSON.stringify({ username, password }) });
}

/** In English where the catalog is not translated; so are all below. */
export async function pujas(language: string): Promise<Puja[]> {
  return (await call<{ pujas: Puja[] }>(`/api/catalog/pujas?language=${language}`)).pujas;
}

export async function products(language: string): Promise<Product[]> {
  return (await call<{ products: Product[] }>(`/api/catalog/products?language=${language}`)).products;
}

export async function bookings(token: string, language: string): Promise<Booking[]> {
  const headers = { authorization: `Bearer ${token}` };
  return (await call<{ bookings: Booking[] }>(`/api/bookings?language=${language}`, { headers })).bookings;
}

export async function orders(token: string): Promise<Order[]> {
  const headers = { authorization: `Bearer ${token}` };
  return (await call<{ orders: Order[] }>("/api/orders", { headers })).orders;
}

export function helpPage(page: string, language: string): Promise<Help> {
  return call(`/api/help/${page}?language=${language}`);
}

async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = { "content-type": "application/json", ...init.headers };
  const response = await fetch(path, { ...init, headers });
  const body = await response.json();
  if (!response.ok) throw new ApiError(body.error);
  return body;
}
