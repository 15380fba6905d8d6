// /debug/pprof/symbol of a recorded service: it can name the addresses that its recorded debug=1 pages contain.

/**
 * The addresses of a debug=1 page as `/debug/pprof/symbol` is asked for them: `0x1+0x2`, each with the one before it.
 */
export function listAddresses(page: string): string {
  const addresses = new Set<bigint>();
  for (const line of page.split('\n')) {
    if (!/^\d+ @ 0x/.test(line)) continue;
    for (const address of line.split(' ').slice(2)) {
      // The page has return addresses; the call itself is the byte before.
      addresses.add(BigInt(address)).add(BigInt(address) - 1n);
    }
  }
  return [...addresses].map((address) => `0x${address.toString(16)}`).join('+');
}

/**
 * @param known a recorded answer: `num_symbols: 1`, then lines of address and name
 * @param asked addresses joined by `+`
 */
export function answerSymbols(known: string, asked: string): string {
  const names = new Map<bigint, string>();
  for (const line of known.split('\n')) {
    const [address, name] = line.split(' ');
    if (address?.startsWith('0x') && name !== undefined) names.set(BigInt(address), name);
  }
  let answer = 'num_symbols: 1\n';
  for (const address of asked.split('+')) {
    if (!/^0x[0-9a-f]{1,16}$/i.test(address)) continue;
    const name = names.get(BigInt(address));
    if (name !== undefined) answer += `0x${BigInt(address).toString(16)} ${name}\n`;
  }
  return answer;
}
