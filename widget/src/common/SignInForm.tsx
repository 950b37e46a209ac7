import type { ComponentChildren } from "preact";

interface SignInFormProps {
  words: { username: string; password: string; submit: string };
  /** Why it did not work the last time. */
  failed: string;
  enter(username: string, password: string): void;
  class?: string;
  /** What stands above the fields. */
  children?: ComponentChildren;
}

/** User name and password. */
export function SignInForm({ words, failed, enter, children, ...form }: SignInFormProps) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    enter(String(data.get("username")), String(data.get("password")));
  };
  return (
    <form {...form} onSubmit={submit}>
      {children}
      <label>
        {words.username}
        <input name="username" autocomplete="username" required />
      </label>
      <label>
        {words.password}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      {failed && (
        <p role="alert" class="notice">
          {failed}
        </p>
      )}
      <button type="submit" class="button primary">
        {words.submit}
      </button>
    </form>
  );
}
