/** Host names in a form that can be compared. */

/** In a list of allowed names: every name. */
export const ANY_HOST = '*';

/**
 * The host of an authority such as `LocalHost.:4010` or `[0::1]:80`: lower case, without port, brackets or
 * the final dot, IP addresses in their shortest form. Returns an invalid host as it is.
 */
export function hostName(authority: string): string {
  const isBareIpv6 = /^[^[]*:[^\]]*:/.test(authority);
  const url = `http://${isBareIpv6 ? `[${authority}]` : authority}`;
  const name = URL.canParse(url) ? new URL(url).hostname : authority.toLowerCase();
  return name.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** Whether an authority or address is a loopback one. */
export function isLoopback(authority: string): boolean {
  if (authority === '127.0.0.1' || authority === 'localhost') return true;
  const name = hostName(authority);
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(name) ||
    // IPv4-mapped IPv6 addresses.
    /^::ffff:7f[0-9a-f]{2}:/.test(name)
  );
}
