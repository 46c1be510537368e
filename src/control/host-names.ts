/** Names of hosts, as they are compared. */

/**
 * The name in an authority such as `LocalHost.:4010` or `[0::1]:80`: without a port, brackets or the dot at
 * the end, in lower case, an address in its shortest form. What is no host stays as it is.
 */
export function hostName(authority: string): string {
  const isBareIpv6 = /^[^[]*:[^\]]*:/.test(authority);
  const url = `http://${isBareIpv6 ? `[${authority}]` : authority}`;
  const name = URL.canParse(url) ? new URL(url).hostname : authority.toLowerCase();
  return name.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

/** Whether an authority or an address is of this machine alone. */
export function isLoopback(authority: string): boolean {
  if (authority === '127.0.0.1' || authority === 'localhost') return true;
  const name = hostName(authority);
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(name) ||
    // The IPv4 addresses in IPv6.
    /^::ffff:7f[0-9a-f]{2}:/.test(name)
  );
}
