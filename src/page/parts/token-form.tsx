/** Asks for the control token. */

import { openStream } from '../state/stream.ts';
import { keepToken, token } from '../state/token.ts';

/** Shown while the emulator refuses the token, or the lack of one. */
export function TokenForm() {
  const wasWrong = token.value !== '';
  return (
    <form
      class="token"
      onSubmit={(event) => {
        event.preventDefault();
        keepToken(String(new FormData(event.currentTarget).get('token')));
        openStream();
      }}
    >
      <h2>Control token</h2>
      <p>
        This emulator was started with <code>--control-token</code>. The page sends the token with
        its requests and forgets it when this tab is closed.
      </p>
      <label>
        Token
        <input name="token" type="password" autocomplete="off" required />
      </label>
      <button type="submit">Continue</button>
      {wasWrong && (
        <p class="problem" role="alert">
          The emulator does not accept this token.
        </p>
      )}
    </form>
  );
}
